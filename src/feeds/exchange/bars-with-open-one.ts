import { DAY_MS } from '../../market/timeframe.js';
import type { MissingBars } from './store/candle-store.js';

/**
 * How many bars from the first missing one on are asked for where the open bar is wanted too: what has been traded
 * since the last close belongs to the day whose turnover the ticker tells. A window that ended more than a day ago, as
 * those of a download do, has nothing to do with it, and is asked for alone.
 * @param nowMs  the exchange's time
 */
export function barsWithOpenOne({ sinceMs, limit }: MissingBars, timeframeMs: number, nowMs: number): number {
  const begun = Math.floor((nowMs - sinceMs) / timeframeMs) + 1;
  const isLongOver = (begun - limit) * timeframeMs > DAY_MS;
  return isLongOver ? limit : Math.max(limit, begun);
}
