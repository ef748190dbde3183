import type { CandleSeries } from './candle-series.js';
import { barCount, emptySeries } from './candle-series.js';
import { openTimeOf } from './timeframe.js';

/**
 * Bars of a longer timeframe on the UTC grid, from complete groups only: partial groups at either end are
 * dropped. Open of the first part, highest high, lowest low, close of the last, sum of the volumes; filled if
 * every part was.
 * @param toTimeframeMs  a whole multiple of the series' timeframe.
 * @param asOfMs  bars not closed by then are left out; by default all are closed.
 * @returns a new series, possibly of 0 bars.
 * @throws {RangeError} a timeframe that is not a whole multiple.
 */
export function resample(
  series: CandleSeries,
  toTimeframeMs: number,
  asOfMs = Number.POSITIVE_INFINITY,
): CandleSeries {
  const { firstBar, count, factor } = groupsOf(series, toTimeframeMs, closedBars(series, asOfMs));
  const out = emptySeries(series.symbol, toTimeframeMs, count);
  writeGroups(series, firstBar, factor, out);
  return out;
}

/**
 * The complete groups of bars on the UTC grid of a longer timeframe: `count` of `factor` bars each, from
 * `firstBar` on.
 * @param bars  how many bars of the series are used; by default all.
 * @throws {RangeError} a timeframe that is not a whole multiple.
 */
export function groupsOf(
  series: CandleSeries,
  toTimeframeMs: number,
  bars = barCount(series),
): { firstBar: number; count: number; factor: number } {
  const factor = toTimeframeMs / series.timeframeMs;
  if (!Number.isInteger(factor) || factor < 1) {
    throw new RangeError(
      `Expected a whole multiple of ${series.timeframeMs} ms to resample to, got ${toTimeframeMs} ms.`,
    );
  }
  const firstBar = firstGroupStart(series, toTimeframeMs, factor);
  return { firstBar, count: Math.max(0, Math.floor((bars - firstBar) / factor)), factor };
}

/** Index of the first bar that opens a group; a clean series has no gaps, so groups follow every `factor`. */
function firstGroupStart(series: CandleSeries, toTimeframeMs: number, factor: number): number {
  if (barCount(series) === 0) return 0;
  const first = series.openTimeMs[0];
  const partsBefore = (first - openTimeOf(first, toTimeframeMs)) / series.timeframeMs;
  return partsBefore === 0 ? 0 : factor - partsBefore;
}

function closedBars(series: CandleSeries, asOfMs: number): number {
  let count = barCount(series);
  while (count > 0 && series.openTimeMs[count - 1] + series.timeframeMs > asOfMs) count--;
  return count;
}

function writeGroups(series: CandleSeries, firstBar: number, factor: number, out: CandleSeries): void {
  const { openTimeMs, open, high, low, close, volume, filled } = series;
  const groups = out.close.length;
  let bar = firstBar;
  for (let group = 0; group < groups; group++) {
    out.openTimeMs[group] = openTimeMs[bar];
    out.open[group] = open[bar];
    let highest = high[bar];
    let lowest = low[bar];
    let traded = 0;
    let isFilled = 1;
    for (const end = bar + factor; bar < end; bar++) {
      if (high[bar] > highest) highest = high[bar];
      if (low[bar] < lowest) lowest = low[bar];
      traded += volume[bar];
      isFilled &= filled[bar];
    }
    out.high[group] = highest;
    out.low[group] = lowest;
    out.close[group] = close[bar - 1];
    out.volume[group] = traded;
    out.filled[group] = isFilled;
  }
}
