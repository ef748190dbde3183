import { plainDecimal, steppedDecimal } from '../../decimal.js';
import type { EmulatedAnswer } from '../../types.js';
import type { ListedMarket, World } from '../../world.js';
import { DAY_MS } from '../../../market/timeframe.js';
import { answerOf, type Intervals, type Query } from '../dialect.js';
import { wholeNumber } from '../parameters.js';
import { illegal, missing, notValid } from './errors.js';

const PERIODS: Intervals = {
  '5m': 300_000,
  '15m': 900_000,
  '30m': 1_800_000,
  '1h': 3_600_000,
  '2h': 7_200_000,
  '4h': 14_400_000,
  '6h': 21_600_000,
  '12h': 43_200_000,
  '1d': DAY_MS,
};
const DEFAULT_LIMIT = 30;
const MAX_LIMIT = 500;
/** Older entries are not kept. */
const KEPT_MS = 30 * DAY_MS;

export function openInterestNow(market: ListedMarket, world: World): EmulatedAnswer {
  const { exchange } = world.feed('swap');
  const nowMs = world.clock.nowMs();
  const amount = exchange.openInterest(market.info.symbol, nowMs) ?? 0;
  return answerOf({
    openInterest: steppedDecimal(amount, market.amountDecimals),
    symbol: market.info.base + market.info.quote,
    time: nowMs,
  });
}

/** One entry at each full period; the value is that at the close of the 5-minute candle before it. */
export function openInterestHistory(market: ListedMarket, query: Query, world: World): EmulatedAnswer {
  const period = query.get('period');
  if (period === undefined) throw missing('period');
  const periodMs = PERIODS[period];
  if (periodMs === undefined) throw notValid('period');
  const limit = wholeNumber(query, 'limit', illegal) ?? DEFAULT_LIMIT;
  if (limit < 1 || limit > MAX_LIMIT) throw notValid('limit');
  const nowMs = world.clock.nowMs();
  const fromMs = wholeNumber(query, 'startTime', illegal);
  const toMs = Math.min(nowMs, wholeNumber(query, 'endTime', illegal) ?? nowMs);
  if (fromMs !== null && fromMs < nowMs - KEPT_MS) throw notValid('startTime');
  const newest = Math.floor(toMs / periodMs);
  const oldest = Math.ceil(Math.max(fromMs ?? 0, nowMs - KEPT_MS) / periodMs);
  const first = fromMs === null ? Math.max(oldest, newest - limit + 1) : oldest;
  const last = Math.min(newest, first + limit - 1);
  const { exchange } = world.feed('swap');
  const { symbol, base, quote } = market.info;
  const range = { fromMs: null, toMs: last * periodMs - 1, limit: last - first + 1, keep: 'last' } as const;
  const { openTimeMs, close } = exchange.candles(symbol, periodMs, range, nowMs);
  const closes = new Map(Array.from(openTimeMs, (timeMs, i) => [timeMs + periodMs, close[i]]));
  const entries = [];
  for (let step = first; step <= last; step++) {
    const timestamp = step * periodMs;
    const amount = exchange.openInterest(symbol, timestamp);
    const price = closes.get(timestamp);
    if (amount === null || price === undefined) continue;
    entries.push({
      symbol: base + quote,
      sumOpenInterest: steppedDecimal(amount, market.amountDecimals, 8),
      sumOpenInterestValue: plainDecimal(amount * price),
      timestamp,
    });
  }
  return answerOf(entries);
}
