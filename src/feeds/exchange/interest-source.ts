import type { MarketFacts } from '../../market/market.js';
import { DAY_MS } from '../../market/timeframe.js';
import { allOrThrow } from '../../util/all-or-throw.js';
import {
  openInterestChange24hPct,
  openInterestChangePct,
  readOpenInterestUsd,
  toldOpenInterest,
} from './adapters/open-interest.js';
import type { CcxtOpenInterest } from './ccxt-shapes.js';
import type { ExchangeSession } from './exchange-session.js';
import { PRIORITY } from './limits/gate.js';
import type { ExchangeMarket } from './markets/exchange-market.js';
import type { TickerBoard } from './ticker-board.js';
import type { CcxtExchange } from './transport/load-exchange.js';
import { unitsOf } from './units/unit-table.js';

/** A day of hours, and the one it began with. */
const INTEREST_HOURS = 25;

interface InterestCalls {
  /** What `fetchOpenInterest` needs so that it tells the newest figure. */
  readonly now: Readonly<Record<string, string>>;
  /** `moment`: one entry of a given moment can be had; `hours`: only a list; null = not of one market. */
  readonly history: 'moment' | 'hours' | null;
  /** Whether each of its answers tells a figure: one without is then not an answer. */
  readonly isAlwaysTold: boolean;
}

const USUAL: InterestCalls = { now: {}, history: 'hours', isAlwaysTold: false };
const OF_A_MOMENT: InterestCalls = { now: {}, history: 'moment', isAlwaysTold: true };

/** Read in ccxt 4.5.84. */
const CALLS: Readonly<Record<string, InterestCalls>> = {
  binance: OF_A_MOMENT,
  binanceusdm: OF_A_MOMENT,
  binancecoinm: OF_A_MOMENT,
  bybit: { now: { interval: '5m' }, history: 'moment', isAlwaysTold: true },
  // Its history is that of all contracts of a currency together.
  okx: { now: {}, history: null, isAlwaysTold: true },
};

/**
 * Open interest of a contract now, and its change over the 24 h before the as-of time: exact where the exchange tells the
 * figure of a moment, else between the hours nearest to it.
 * @throws {ExchangeFailure}
 */
export async function fetchInterest(
  session: ExchangeSession,
  market: ExchangeMarket,
  board: TickerBoard,
  asOfMs: number,
  signal?: AbortSignal,
): Promise<Partial<MarketFacts>> {
  const { client, ccxtId } = session;
  const { symbol } = market;
  const calls = CALLS[ccxtId] ?? USUAL;
  const kind = client.has.fetchOpenInterestHistory === true ? calls.history : null;
  const dayBeforeMs = asOfMs - DAY_MS;
  const told = (answer: CcxtOpenInterest): CcxtOpenInterest =>
    calls.isAlwaysTold ? toldOpenInterest(answer, market) : answer;
  const ask = <Result>(run: (exchange: CcxtExchange) => Promise<Result>): Promise<Result> =>
    session.call(PRIORITY.facts, signal, run, { isOfOneMarket: true });
  const history = (): Promise<readonly CcxtOpenInterest[]> =>
    ask(async (exchange) => {
      const entries =
        kind === 'moment'
          ? exchange.fetchOpenInterestHistory(symbol, '5m', undefined, 1, { until: dayBeforeMs })
          : exchange.fetchOpenInterestHistory(symbol, '1h', undefined, INTEREST_HOURS);
      return (await entries).map(told);
    });
  const [now, entries] = await allOrThrow([
    client.has.fetchOpenInterest === true
      ? ask(async (exchange) => told(await exchange.fetchOpenInterest(symbol, calls.now)))
      : null,
    kind === null ? [] : history(),
  ]);
  const price = board.tickers.get(symbol)?.last ?? null;
  const usd = board.rateOf(market)?.usd ?? null;
  return {
    openInterestUsd:
      now === null ? null : readOpenInterestUsd(now, market, unitsOf(ccxtId, market), price, usd),
    oiChange24hPct:
      kind === 'moment' && now !== null
        ? openInterestChangePct(now, entries, market, dayBeforeMs)
        : openInterestChange24hPct(entries, market, asOfMs),
  };
}
