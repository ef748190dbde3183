import type { CandleSeries, PriceColumn } from '../market/candle-series.js';

const DAY_MS = 86_400_000;

/** Whether the bar before the one that opens at this time belongs to another UTC day. */
export function startsDay(openTimeMs: number, timeframeMs: number): boolean {
  return Math.floor(openTimeMs / DAY_MS) !== Math.floor((openTimeMs - timeframeMs) / DAY_MS);
}

/**
 * Bars [first, end) of a series: at most `barCount`, the last of them opens at `lastOpenTimeMs`; later ones are left out.
 * A series without bars has none.
 * @throws {TypeError} the slab was never reset. @throws {RangeError} another timeframe, or no bar at that time.
 */
export function visibleBars(
  series: CandleSeries<PriceColumn>,
  { barCount, timeframeMs }: { barCount: number; timeframeMs: number },
  lastOpenTimeMs: number,
): { first: number; end: number } {
  const { symbol, openTimeMs } = series;
  if (Number.isNaN(lastOpenTimeMs)) throw new TypeError('Expected reset before the first series.');
  if (series.timeframeMs !== timeframeMs) {
    throw new RangeError(`Expected bars of ${timeframeMs} ms, got ${series.timeframeMs} ms (${symbol}).`);
  }
  const count = openTimeMs.length;
  if (count === 0) return { first: 0, end: 0 };
  const end = count - (openTimeMs[count - 1] - lastOpenTimeMs) / timeframeMs;
  const isThere = Number.isInteger(end) && end > 0 && end <= count && openTimeMs[end - 1] === lastOpenTimeMs;
  const first = Math.max(0, end - barCount);
  if (!isThere || openTimeMs[first] !== lastOpenTimeMs - (end - 1 - first) * timeframeMs) {
    throw new RangeError(
      `Expected bars without holes up to ${lastOpenTimeMs}, got ${count} from ${openTimeMs[0]} to ` +
        `${openTimeMs[count - 1]} (${symbol}).`,
    );
  }
  return { first, end };
}
