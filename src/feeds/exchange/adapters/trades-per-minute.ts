import { MINUTE_MS, lastClosedOpenTime } from '../../../market/timeframe.js';

/** Trades per minute are those of the last three closed bars: 15 minutes at 5m. */
const RECENT_BARS = 3;

/**
 * Trades per minute of the last three bars closed at `asOfMs`; of fewer if the market is younger. A bar
 * absent between others had no trades.
 * @param tradeCounts  of the bars that open at `openTimeMs`, in any order.
 * @returns null if none of those bars exists, or a count is not a number ≥ 0.
 */
export function tradesPerMinute(
  openTimeMs: Float64Array,
  tradeCounts: Float64Array,
  timeframeMs: number,
  asOfMs: number,
): number | null {
  const lastMs = lastClosedOpenTime(asOfMs, timeframeMs);
  let firstMs = Infinity;
  let found = 0;
  let trades = 0;
  for (let row = 0; row < openTimeMs.length; row++) {
    const timeMs = openTimeMs[row];
    if (timeMs < firstMs) firstMs = timeMs;
    if (timeMs > lastMs || timeMs <= lastMs - RECENT_BARS * timeframeMs) continue;
    if (!(tradeCounts[row] >= 0)) return null;
    trades += tradeCounts[row];
    found++;
  }
  if (found === 0) return null;
  const bars = Math.min(RECENT_BARS, (lastMs - firstMs) / timeframeMs + 1);
  return trades / ((bars * timeframeMs) / MINUTE_MS);
}
