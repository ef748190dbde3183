import type { CcxtExchange, CcxtOpenInterest } from '../ccxt-shapes.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';

/** A day of hours, plus the one it starts with. */
const INTEREST_HOURS = 25;

export interface InterestCalls {
  /** What `fetchOpenInterest` needs to return the newest figure. */
  readonly now: Readonly<Record<string, string>>;
  /**
   * `moment`: a single entry for a given moment is available; `hours`: only a list; null = not for one
   * market.
   */
  readonly history: 'moment' | 'hours' | null;
  /** Whether each of its answers has a figure: one without is then not an answer. */
  readonly hasAlwaysFigure: boolean;
}

const USUAL: InterestCalls = { now: {}, history: 'hours', hasAlwaysFigure: false };
const OF_A_MOMENT: InterestCalls = { now: {}, history: 'moment', hasAlwaysFigure: true };

/** As of ccxt 4.5.84. */
const CALLS: Readonly<Record<string, InterestCalls>> = {
  binance: OF_A_MOMENT,
  binanceusdm: OF_A_MOMENT,
  binancecoinm: OF_A_MOMENT,
  bybit: { now: { interval: '5m' }, history: 'moment', hasAlwaysFigure: true },
  // Its history covers all contracts of a currency together.
  okx: { now: {}, history: null, hasAlwaysFigure: true },
};

/** How to request an exchange's open interest. @param exchangeId  ccxt's name of it. */
export function interestCallsOf(exchangeId: string): InterestCalls {
  return CALLS[exchangeId] ?? USUAL;
}

/** Open interest of a market now. */
export function fetchInterestNow(
  exchange: CcxtExchange,
  { symbol }: ExchangeMarket,
  { now }: InterestCalls,
): Promise<CcxtOpenInterest> {
  return exchange.fetchOpenInterest(symbol, now);
}

/** Entries around a day before: that of the moment, or one for each hour up to now. */
export function fetchInterestHistory(
  exchange: CcxtExchange,
  { symbol }: ExchangeMarket,
  { history }: InterestCalls,
  dayBeforeMs: number,
): Promise<readonly CcxtOpenInterest[]> {
  return history === 'moment'
    ? exchange.fetchOpenInterestHistory(symbol, '5m', undefined, 1, { until: dayBeforeMs })
    : exchange.fetchOpenInterestHistory(symbol, '1h', undefined, INTEREST_HOURS);
}
