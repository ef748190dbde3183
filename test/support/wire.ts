import type { CcxtMarket } from '../../src/feeds/exchange/ccxt-shapes.js';
import type { ExchangeMarket } from '../../src/feeds/exchange/markets/exchange-market.js';
import { readMarket } from '../../src/feeds/exchange/markets/read-market.js';
import { type OfflineExchange, openOffline } from './ccxt-exchange.js';
import { sharedJson } from './shared-data.js';

/** One payload as an exchange sent it, with what ccxt makes of it. */
export interface Recorded {
  readonly exchange: string;
  readonly ccxt_args: readonly unknown[];
  readonly ccxt_options?: Readonly<Record<string, unknown>>;
  readonly response: unknown;
  readonly ccxt: { readonly rows?: number; readonly parsed?: unknown; readonly summary?: unknown };
}

export function recorded(name: string): Recorded | null {
  return sharedJson<Recorded>(`wire/${name}.json`);
}

/** A market as ccxt would make it of an exchange's list. */
export function ccxtMarket(id: string, symbol: string, more: CcxtMarket = {}): CcxtMarket {
  const [pair, settle] = symbol.split(':');
  const [base, quote] = pair.split('/');
  const isContract = settle !== undefined;
  return {
    id,
    symbol,
    base,
    quote,
    settle,
    type: isContract ? 'swap' : 'spot',
    active: true,
    linear: isContract ? settle === quote : undefined,
    inverse: isContract ? settle === base : undefined,
    contractSize: isContract ? 1 : undefined,
    precision: { price: 0.01 },
    info: {},
    ...more,
  };
}

/** A real ccxt exchange that knows one market and answers everything with `response`. */
export async function exchangeWith(
  exchangeId: string,
  market: CcxtMarket,
  response: unknown,
): Promise<{ exchange: OfflineExchange; market: ExchangeMarket }> {
  const exchange = await openOffline(exchangeId, () => response);
  const { type, base, quote, settle } = market;
  const full = {
    ...market,
    baseId: base,
    quoteId: quote,
    settleId: settle,
    spot: type === 'spot',
    swap: type === 'swap',
    contract: type !== 'spot',
    future: false,
    option: false,
    limits: {},
  };
  (exchange as unknown as { setMarkets(markets: object[]): void }).setMarkets([full]);
  return { exchange, market: readMarket(market)! };
}
