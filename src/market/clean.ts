import type { CandleSeries, RawCandles } from './candle-series.js';
import { barCount, CANDLE_COLUMNS, emptySeries } from './candle-series.js';
import type { DataIssue, DataQuality } from './data-issue.js';
import { buildSeries } from './clean-build.js';
import { sortRows, windowRows } from './clean-rows.js';
import { areSoundBars } from './clean-row.js';
import type { CleanOptions } from './clean-options.js';
import { MAX_PRICE_RATIO } from './candle-limits.js';
import { judge, notesOf, notesOfJumps, qualityOf } from './clean-verdict.js';
import { countJumps, priceRatio } from './jumps.js';
import { isPlausibleTimeMs, lastClosedOpenTime } from './timeframe.js';

export interface CleanResult {
  /** null if no bar remains; otherwise present even with issues, for display. */
  readonly series: CandleSeries | null;
  /** Why the market must be rejected, most serious first; empty if its candles may be used. */
  readonly issues: readonly DataIssue[];
  readonly quality: DataQuality;
  /** Corrections within the limits, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Turns raw candles into candles that can be computed with, or reports with codes why that is impossible:
 * - the last `count` bars closed at the as-of time are kept, sorted, one row per bar; a market that starts
 *   later has fewer, nothing is put in front of it;
 * - impossible rows (price not finite or ≤ 0, open or close outside low … high, volume < 0) and rows off the
 *   UTC grid are rejected; of rows with the same time, the one that arrived last is taken;
 * - volumes absent on all rows make a series without volume, which is not an error of its rows;
 * - absent bars between two bars are filled with volume 0 at the previous close and flagged; none are
 *   invented after the last;
 * - too much of any of these is an issue: the limits are in clean-verdict. Cleaning a clean series changes
 *   nothing; the input is never modified, and only shared with the output if the options allow it.
 * @throws {RangeError} columns of different lengths, a timeframe or count that is not a whole number > 0, an
 *   as-of time that is not finite.
 */
export function cleanCandles(raw: RawCandles, options: CleanOptions): CleanResult {
  checkArguments(raw, options);
  if (hasNoVolume(raw)) return withoutVolume(raw, options);
  return cleanInOneLook(raw, options) ?? cleanThoroughly(raw, options);
}

/**
 * The usual case in one pass: rows in strict order whose last `count` closed ones are sound, on the grid and
 * without a gap, the last of them the newest possible. null in any other case.
 */
function cleanInOneLook(
  raw: RawCandles,
  { timeframeMs, asOfMs, count, mayShare = false }: CleanOptions,
): CleanResult | null {
  const times = raw.openTimeMs;
  const newest = lastClosedOpenTime(asOfMs, timeframeMs);
  let end = times.length;
  // By the close, not by the grid: a row off the grid may be closed though it opens after the newest bar.
  while (end > 0 && times[end - 1] + timeframeMs > asOfMs) end--;
  if (end === 0 || times[end - 1] !== newest) return null;
  const start = Math.max(0, end - count);
  const firstMs = newest - (end - 1 - start) * timeframeMs;
  if (!isPlausibleTimeMs(times[0]) || !isPlausibleTimeMs(times[times.length - 1])) return null;
  if (!areOrderedTimes(times, 0, start + 1) || !areOrderedTimes(times, end, times.length)) return null;
  if (!areSoundBars(raw, start, end, firstMs, timeframeMs)) return null;
  if (priceRatio(raw, start, end) > MAX_PRICE_RATIO) return null;
  const series = (mayShare ? viewOf : copyOf)(raw, timeframeMs, start, end);
  const quality = usualQuality(end - start, countJumps(raw, start, end));
  return { series, issues: [], quality, notes: quality.jumpBars === 0 ? [] : notesOfJumps(quality) };
}

/** Whether no row at all has a volume: a source without volumes, not faulty rows. */
export function hasNoVolume({ volume }: RawCandles): boolean {
  return volume.length > 0 && Number.isNaN(volume[0]) && volume.every((value) => Number.isNaN(value));
}

/** Volumes do not exist here; anything that needs them is undefined. */
function withoutVolume(raw: RawCandles, options: CleanOptions): CleanResult {
  const rows = { ...raw, volume: new Float64Array(raw.volume.length) };
  const { series, notes, ...rest } = cleanInOneLook(rows, options) ?? cleanThoroughly(rows, options);
  return {
    ...rest,
    series: series && { ...series, hasVolume: false },
    notes: [...notes, 'The candles have no volume.'],
  };
}

/** Whether each of these times is whole, and later than the one before. */
function areOrderedTimes(times: Float64Array, first: number, end: number): boolean {
  for (let row = first; row < end; row++) {
    if (!Number.isInteger(times[row]) || (row > 0 && times[row] <= times[row - 1])) return false;
  }
  return true;
}

function copyOf(raw: RawCandles, timeframeMs: number, start: number, end: number): CandleSeries {
  const series = emptySeries(raw.symbol, timeframeMs, end - start);
  for (const column of CANDLE_COLUMNS) series[column].set(raw[column].subarray(start, end));
  return series;
}

/** The bars [start, end) of the columns, sharing their memory. */
function viewOf(raw: RawCandles, timeframeMs: number, start: number, end: number): CandleSeries {
  const isWhole = start === 0 && end === raw.openTimeMs.length;
  // A view of all of it would only cost time.
  const view = (column: Float64Array): Float64Array => (isWhole ? column : column.subarray(start, end));
  return {
    symbol: raw.symbol,
    timeframeMs,
    openTimeMs: view(raw.openTimeMs),
    open: view(raw.open),
    high: view(raw.high),
    low: view(raw.low),
    close: view(raw.close),
    volume: view(raw.volume),
    filled: noneFilled(end - start),
  };
}

let none = new Uint8Array(0);

/** Flags for bars without any filled one. Markets of equal length share them: a series is read-only. */
function noneFilled(bars: number): Uint8Array {
  if (none.length !== bars) none = new Uint8Array(bars);
  return none;
}

/** Quality of bars of which only `jumpBars` are unusual. */
function usualQuality(bars: number, jumpBars: number): DataQuality {
  return {
    bars,
    filledBars: 0,
    duplicateBars: 0,
    invalidBars: 0,
    reorderedBars: 0,
    offGridBars: 0,
    jumpBars,
    ageBars: 0,
    health: 1 - jumpBars / bars,
  };
}

function cleanThoroughly(raw: RawCandles, options: CleanOptions): CleanResult {
  const sorted = sortRows(raw, options);
  const rows = windowRows(raw, sorted, options);
  const series = buildSeries(raw, rows, options);
  const quality = qualityOf(rows, series, options);
  const findings = { raw, rows, series, quality, options };
  return { series, issues: judge(findings), quality, notes: notesOf(findings) };
}

function checkArguments(raw: RawCandles, { timeframeMs, asOfMs, count }: CleanOptions): void {
  const length = barCount(raw);
  for (const column of [raw.open, raw.high, raw.low, raw.close, raw.volume]) {
    if (column.length !== length) {
      throw new RangeError(`Expected every column to have ${length} rows, got ${column.length}.`);
    }
  }
  if (!Number.isFinite(asOfMs)) throw new RangeError(`Expected a finite \`asOfMs\`, got ${asOfMs}.`);
  for (const [name, value] of [['timeframeMs', timeframeMs] as const, ['count', count] as const]) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`Expected \`${name}\` to be a whole number > 0, got ${value}.`);
    }
  }
}
