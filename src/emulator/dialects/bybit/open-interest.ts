import { steppedDecimal } from '../../decimal.js';
import type { ListedMarket, World } from '../../world.js';
import { DAY_MS } from '../../../market/timeframe.js';
import type { Intervals, Query } from '../dialect.js';
import { wholeNumber } from '../parameters.js';
import { parameterError } from './envelope.js';

const INTERVALS: Intervals = {
  '5min': 300_000,
  '15min': 900_000,
  '30min': 1_800_000,
  '1h': 3_600_000,
  '4h': 14_400_000,
  '1d': DAY_MS,
};
const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

/**
 * Open interest at each full interval, newest first; the cursor is the time before which the next page ends.
 */
export function openInterestPage(
  market: ListedMarket,
  query: Query,
  world: World,
): { readonly list: readonly unknown[]; readonly nextPageCursor: string } {
  const nowMs = world.clock.nowMs();
  const bad = (name: string) => parameterError(`params error: ${name} is invalid`, nowMs);
  const stepMs = INTERVALS[query.get('intervalTime') ?? ''];
  if (stepMs === undefined) throw bad('intervalTime');
  const limit = wholeNumber(query, 'limit', bad) ?? DEFAULT_LIMIT;
  if (limit < 1 || limit > MAX_LIMIT) throw bad('limit');
  const endMs = Math.min(nowMs, wholeNumber(query, 'endTime', bad) ?? nowMs);
  const cursor = wholeNumber(query, 'cursor', bad);
  const newest = Math.floor((cursor === null ? endMs : Math.min(endMs, cursor - 1)) / stepMs);
  const oldest = Math.ceil((wholeNumber(query, 'startTime', bad) ?? 0) / stepMs);
  const { exchange } = world.feed('swap');
  const list = [];
  let step = newest;
  for (; step >= oldest && list.length < limit; step--) {
    const amount = exchange.openInterest(market.info.symbol, step * stepMs);
    if (amount === null) break;
    list.push({
      openInterest: steppedDecimal(amount, market.amountDecimals, 8),
      timestamp: String(step * stepMs),
    });
  }
  const hasMore = list.length === limit && step >= oldest;
  return { list, nextPageCursor: hasMore ? String((step + 1) * stepMs) : '' };
}
