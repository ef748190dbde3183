import type { CandleSeries, PriceColumn } from '../../market/candle-series.js';
import { DAY_MS } from '../../market/timeframe.js';

/** Whether the bar before the one that opens at this time belongs to another UTC day. */
export function startsDay(openTimeMs: number, timeframeMs: number): boolean {
  return Math.floor(openTimeMs / DAY_MS) !== Math.floor((openTimeMs - timeframeMs) / DAY_MS);
}

/**
 * Writes 1 for each bar that starts a UTC day (startsDay), otherwise 0; the last flag belongs to `lastOpenTimeMs`.
 */
export function writeDayStarts(
  flags: Float32Array<ArrayBufferLike>,
  lastOpenTimeMs: number,
  timeframeMs: number,
): void {
  const last = flags.length - 1;
  flags.fill(0);
  for (let openTimeMs = lastOpenTimeMs; ;) {
    const dayStartMs = Math.floor(openTimeMs / DAY_MS) * DAY_MS;
    // The first bar that opens on this day: the one before opens on another.
    const bar = last - Math.floor((lastOpenTimeMs - dayStartMs) / timeframeMs);
    if (bar < 0) return;
    flags[bar] = 1;
    openTimeMs = lastOpenTimeMs - (last - bar + 1) * timeframeMs;
  }
}

/** @throws {RangeError} an open time off the grid. */
export function checkLastOpenTime(lastOpenTimeMs: number, timeframeMs: number): void {
  if (!Number.isSafeInteger(lastOpenTimeMs) || lastOpenTimeMs % timeframeMs !== 0) {
    throw new RangeError(
      `Expected lastOpenTimeMs to be a multiple of ${timeframeMs} ms, got ${lastOpenTimeMs}.`,
    );
  }
}

/** What it takes to locate candles of any shape on the grid. */
export interface Timed {
  readonly symbol: string;
  readonly timeframeMs: number;
  readonly barCount: number;
  readonly openTimeAt: (bar: number) => number;
}

export function timesOf({ symbol, timeframeMs, openTimeMs }: CandleSeries<PriceColumn>): Timed {
  return { symbol, timeframeMs, barCount: openTimeMs.length, openTimeAt: (bar) => openTimeMs[bar] };
}

/**
 * Bars [first, end) of a series: at most `barCount`, the last of which opens at `lastOpenTimeMs`; later bars are
 * excluded. Empty for a series without bars.
 * @throws {TypeError} the slab was never reset. @throws {RangeError} another timeframe, or no bar at that time.
 */
export function visibleBars(
  series: Timed,
  { barCount, timeframeMs }: { barCount: number; timeframeMs: number },
  lastOpenTimeMs: number,
): { first: number; end: number } {
  const { symbol, barCount: count, openTimeAt } = series;
  if (Number.isNaN(lastOpenTimeMs)) throw new TypeError('Expected reset before the first series.');
  if (series.timeframeMs !== timeframeMs) {
    throw new RangeError(`Expected bars of ${timeframeMs} ms, got ${series.timeframeMs} ms (${symbol}).`);
  }
  if (count === 0) return { first: 0, end: 0 };
  const end = count - (openTimeAt(count - 1) - lastOpenTimeMs) / timeframeMs;
  const isThere = Number.isInteger(end) && end > 0 && end <= count && openTimeAt(end - 1) === lastOpenTimeMs;
  const first = Math.max(0, end - barCount);
  if (!isThere || openTimeAt(first) !== lastOpenTimeMs - (end - 1 - first) * timeframeMs) {
    throw new RangeError(
      `Expected bars without holes up to ${lastOpenTimeMs}, got ${count} from ${openTimeAt(0)} to ` +
        `${openTimeAt(count - 1)} (${symbol}).`,
    );
  }
  return { first, end };
}
