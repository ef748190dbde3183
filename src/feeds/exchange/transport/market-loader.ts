import type { MarketInterface } from 'ccxt';
import { ExchangeFailure } from '../failure.js';
import { PRIORITY } from '../limits/gate.js';
import { currentContext, withContext } from './call-context.js';
import type { CcxtExchange } from './load-exchange.js';
import { fetchMarkets } from './market-scope.js';
import type { MarketType } from './market-scope.js';
import { SharedCall } from './shared-call.js';

/** A market as ccxt describes it. */
export type CcxtMarket = MarketInterface;
export type CcxtMarkets = Readonly<Record<string, CcxtMarket>>;

export interface MarketLoader {
  load(reload: boolean, signal?: AbortSignal): Promise<CcxtMarkets>;
  set(markets: CcxtMarkets): void;
}

/**
 * Replaces ccxt's `loadMarkets`, which keeps a failure for ever and takes an empty list for success. Ours
 * sends one request for all waiting callers, keeps only a list with markets in it, and retains the last good
 * one if a reload fails.
 */
export function guardMarkets(exchange: CcxtExchange, id: string, type: MarketType): MarketLoader {
  const take = (list: readonly CcxtMarket[]): CcxtMarkets => {
    const markets = list.filter(isMarket);
    if (markets.length === 0) {
      const message = `${id}: expected a list of markets, got none that could be read.`;
      throw new ExchangeFailure('BAD_SCHEMA', message, { scope: 'exchange' });
    }
    exchange.setMarkets(markets);
    return exchange.markets as CcxtMarkets;
  };
  const asking = new SharedCall(async (signal) => {
    const list = await withContext({ priority: PRIORITY.markets, signal }, () =>
      fetchMarkets(exchange, type),
    );
    return take(Array.isArray(list) ? (list as CcxtMarket[]) : []);
  });
  const load = async (reload: boolean, signal?: AbortSignal): Promise<CcxtMarkets> => {
    const known = exchange.markets as CcxtMarkets | undefined;
    return known && !reload ? known : asking.join(signal);
  };

  // Each call of ccxt starts with this.
  exchange.loadMarkets = async (reload = false) => await load(reload, currentContext().signal);

  return { load, set: (markets) => void take(Object.values(markets)) };
}

/** An invented market, or one from an answer in another shape, has no names. */
function isMarket(market: CcxtMarket | null): boolean {
  return [market?.id, market?.symbol, market?.base, market?.quote].every(
    (name) => typeof name === 'string' && name !== '' && name !== 'undefined',
  );
}
