import type { CandleSeries } from './candle-series.js';
import { barCount, emptySeries } from './candle-series.js';
import { openTimeOf } from './timeframe.js';

/**
 * Bars of a longer timeframe on the UTC grid, from complete groups only: a leading part of a group is dropped, a
 * trailing one is too. Open of the first part, highest high, lowest low, close of the last, sum of the volumes;
 * filled where every part was.
 * @param toTimeframeMs  a whole multiple of the series' timeframe.
 * @param asOfMs  bars that are not closed then are left out; by default all are closed.
 * @returns a new series, possibly of 0 bars.
 * @throws {RangeError} a timeframe that is not a whole multiple.
 */
export function resample(
  series: CandleSeries,
  toTimeframeMs: number,
  asOfMs = Number.POSITIVE_INFINITY,
): CandleSeries {
  const factor = toTimeframeMs / series.timeframeMs;
  if (!Number.isInteger(factor) || factor < 1) {
    throw new RangeError(
      `Expected a whole multiple of ${series.timeframeMs} ms to resample to, got ${toTimeframeMs} ms.`,
    );
  }
  const firstBar = firstGroupStart(series, toTimeframeMs, factor);
  const count = Math.max(0, Math.floor((closedBars(series, asOfMs) - firstBar) / factor));
  const out = emptySeries(series.symbol, toTimeframeMs, count);
  for (let group = 0; group < count; group++) {
    writeGroup(series, firstBar + group * factor, factor, out, group);
  }
  return out;
}

/** Index of the first bar that opens a group; a clean series has no holes, so that groups follow every `factor`. */
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

function writeGroup(
  series: CandleSeries,
  first: number,
  factor: number,
  out: CandleSeries,
  at: number,
): void {
  let high = series.high[first];
  let low = series.low[first];
  let volume = 0;
  let filled = 1;
  for (let bar = first; bar < first + factor; bar++) {
    if (series.high[bar] > high) high = series.high[bar];
    if (series.low[bar] < low) low = series.low[bar];
    volume += series.volume[bar];
    filled &= series.filled[bar];
  }
  out.openTimeMs[at] = series.openTimeMs[first];
  out.open[at] = series.open[first];
  out.high[at] = high;
  out.low[at] = low;
  out.close[at] = series.close[first + factor - 1];
  out.volume[at] = volume;
  out.filled[at] = filled;
}
