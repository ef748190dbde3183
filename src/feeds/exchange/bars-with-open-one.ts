import { DAY_MS } from '../../market/timeframe.js';
import type { MissingBars } from './store/candle-store.js';

/**
 * Bars to request from the first missing one on if the open bar is wanted too: trades since the last close
 * are part of the ticker's daily turnover. A window that ended more than a day ago, as in a download, does
 * not overlap it, and is requested alone.
 * @param nowMs  the exchange's time
 */
export function barsWithOpenOne({ sinceMs, limit }: MissingBars, timeframeMs: number, nowMs: number): number {
  const begun = Math.floor((nowMs - sinceMs) / timeframeMs) + 1;
  const isLongOver = (begun - limit) * timeframeMs > DAY_MS;
  return isLongOver ? limit : Math.max(limit, begun);
}
