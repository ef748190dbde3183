import type { RawCandles } from './candle-series.js';
import type { CleanOptions } from './clean-options.js';
import { areSameRows, isSoundRow } from './clean-row.js';
import { isPlausibleTimeMs, lastClosedOpenTime } from './timeframe.js';

/** Row numbers of the raw candles, grouped by their times. */
export interface SortedRows {
  /** Closed rows on the grid, by time; equal times in order of arrival. */
  readonly onGrid: readonly number[];
  /** Closed rows with a valid time at which no bar of this timeframe opens. */
  readonly offGrid: readonly number[];
  /** Rows whose time is not a time in milliseconds. */
  readonly badTime: readonly number[];
  /** Rows that arrived after a later one. */
  readonly reorderedBars: number;
}

/** Drops rows not closed at the as-of time; sorts the rest. */
export function sortRows(raw: RawCandles, { timeframeMs, asOfMs }: CleanOptions): SortedRows {
  const times = raw.openTimeMs;
  const onGrid: number[] = [];
  const offGrid: number[] = [];
  const badTime: number[] = [];
  let newestSoFar = -Infinity;
  let reorderedBars = 0;
  for (let row = 0; row < times.length; row++) {
    const time = times[row];
    if (!isPlausibleTimeMs(time)) badTime.push(row);
    else if (time + timeframeMs > asOfMs) continue;
    else if (time % timeframeMs !== 0) offGrid.push(row);
    else {
      onGrid.push(row);
      if (time < newestSoFar) reorderedBars++;
      else newestSoFar = time;
    }
  }
  // The sort is stable, which keeps equal times in order of arrival.
  if (reorderedBars > 0) onGrid.sort((a, b) => times[a] - times[b]);
  return { onGrid, offGrid, badTime, reorderedBars };
}

/** The rows of the window, and how many were rejected in it. */
export interface WindowRows extends SortedRows {
  /** Rows to build bars from: sound, one per bar, by time. */
  readonly sound: readonly number[];
  readonly unsound: readonly number[];
  /** The last sound row before the window, or −1. */
  readonly rowBefore: number;
  /** Same time and same values: harmless, as in overlapping files. */
  readonly identicalBars: number;
  /** Same time and other values. */
  readonly duplicateBars: number;
  /** Open time of the first and the last slot of the window; NaN without rows. */
  readonly firstMs: number;
  readonly lastMs: number;
  /** Rows received for the window, including rejected ones. */
  readonly seenRows: number;
}

export function windowRows(raw: RawCandles, sorted: SortedRows, options: CleanOptions): WindowRows {
  const { timeframeMs, asOfMs, count } = options;
  const times = raw.openTimeMs;
  const { onGrid } = sorted;
  const lastMs = onGrid.length === 0 ? NaN : times[onGrid[onGrid.length - 1]];
  const firstMs = lastMs - (count - 1) * timeframeMs;
  const sound: number[] = [];
  const unsound: number[] = [];
  let rowBefore = -1;
  let identicalBars = 0;
  let duplicateBars = 0;
  let seenRows = sorted.badTime.length;
  for (const row of onGrid) {
    if (times[row] < firstMs) {
      if (isSoundRow(raw, row)) rowBefore = row;
      continue;
    }
    seenRows++;
    const previous = sound[sound.length - 1];
    if (!isSoundRow(raw, row)) unsound.push(row);
    else if (sound.length === 0 || times[row] !== times[previous]) sound.push(row);
    else if (areSameRows(raw, row, previous)) identicalBars++;
    else {
      duplicateBars++;
      sound[sound.length - 1] = row;
    }
  }
  // Without a row on the grid there is no window; then the one that would end now decides which rows matter.
  const offGridFrom = Number.isNaN(firstMs)
    ? lastClosedOpenTime(asOfMs, timeframeMs) - count * timeframeMs
    : firstMs;
  const offGrid = sorted.offGrid.filter((row) => times[row] >= offGridFrom);
  seenRows += offGrid.length;
  return {
    ...sorted,
    offGrid,
    sound,
    unsound,
    rowBefore,
    identicalBars,
    duplicateBars,
    firstMs,
    lastMs,
    seenRows,
  };
}
