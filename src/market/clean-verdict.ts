import { JUMP_FACTOR, MAX_PRICE_RATIO } from './candle-limits.js';
import type { CandleSeries, RawCandles } from './candle-series.js';
import type { CleanOptions } from './clean-options.js';
import { describeUnsoundRow } from './clean-row.js';
import type { WindowRows } from './clean-rows.js';
import type { DataIssue, DataIssueCode, DataQuality } from './data-issue.js';
import { countJumps, priceRatio } from './jumps.js';
import { areQuietBars, isSinglePrice } from './quiet-bars.js';
import { usualSpacing } from './spacing.js';
import { formatTimeframe, isPlausibleTimeMs, lastClosedOpenTime, likelyTimeUnit } from './timeframe.js';

/** Share of rejected rows (impossible, duplicate, off the grid) above which the rest is not trusted either. */
const MAX_REJECTED = 0.01;
/** Among the newest bars one impossible row is enough: every signal uses them. */
const NEWEST_BARS = 10;
export const MAX_FILLED = 0.02;
export const NEWEST_NEVER_FILLED = 3;
/** Older than this, the last bar is not merely late: the market or the source has stopped. */
const MAX_AGE_BARS = 2;
/** Share of spacings that must agree on another timeframe before it is named. */
const MISMATCH_SHARE = 0.8;
/** Fewer spacings prove nothing: three bars that are 15 minutes apart can each be a gap. */
const MISMATCH_MIN_SPACINGS = 4;

/** All that is known about a market once its rows are sorted. */
export interface Findings {
  readonly raw: RawCandles;
  readonly rows: WindowRows;
  readonly series: CandleSeries | null;
  readonly quality: DataQuality;
  readonly options: CleanOptions;
}

export function qualityOf(rows: WindowRows, series: CandleSeries | null, options: CleanOptions): DataQuality {
  const { timeframeMs, asOfMs } = options;
  const bars = series?.openTimeMs.length ?? 0;
  const filledBars = series === null ? 0 : countFilled(series.filled);
  const invalidBars = rows.unsound.length + rows.badTime.length;
  const jumpBars = series === null ? 0 : countJumps(series, 0, bars);
  const ownFilledBars = filledBars - filledByOutages(series, options);
  const faults = ownFilledBars + rows.duplicateBars + invalidBars + rows.offGrid.length + jumpBars;
  return {
    bars,
    filledBars,
    duplicateBars: rows.duplicateBars,
    invalidBars,
    reorderedBars: rows.reorderedBars,
    offGridBars: rows.offGrid.length,
    jumpBars,
    ageBars:
      series === null
        ? null
        : (lastClosedOpenTime(asOfMs, timeframeMs) - series.openTimeMs[bars - 1]) / timeframeMs,
    health: bars === 0 ? 0 : Math.max(0, 1 - faults / rows.seenRows),
  };
}

/** Filled bars in which the whole source was away. */
function filledByOutages(series: CandleSeries | null, { outages }: CleanOptions): number {
  if (series === null || outages === undefined || outages.size === 0) return 0;
  let count = 0;
  series.filled.forEach((flag, bar) => {
    if (flag === 1 && outages.has(series.openTimeMs[bar])) count++;
  });
  return count;
}

function countFilled(flags: Uint8Array): number {
  let count = 0;
  for (let bar = 0; bar < flags.length; bar++) count += flags[bar];
  return count;
}

/** The issues, most serious first. */
export function judge(findings: Findings): DataIssue[] {
  const mismatch = mismatchOf(findings);
  // Candles of another timeframe leave gaps too; the gaps are not the problem.
  const gap = mismatch ? null : gapOf(findings);
  const issues = [mismatch, invalidOf(findings), tooWideOf(findings), staleOf(findings), gap];
  if (findings.series === null) issues.push(emptyOf(findings));
  return issues.filter((issue) => issue !== null);
}

const issue = (code: DataIssueCode, message: string): DataIssue => ({ code, message });

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

function mismatchOf({ raw, rows, options }: Findings): DataIssue | null {
  const expected = formatTimeframe(options.timeframeMs);
  const offGrid = rows.offGrid.length;
  if (offGrid > MAX_REJECTED * rows.seenRows) {
    const times = raw.openTimeMs.filter(isPlausibleTimeMs);
    const spacing = usualSpacing(times)?.spacingMs ?? options.timeframeMs;
    const seen =
      spacing === options.timeframeMs
        ? `do not open on its UTC grid, such as ${isoOf(raw.openTimeMs[rows.offGrid[0]])}`
        : `are off its UTC grid; they stand ${formatTimeframe(spacing)} apart`;
    return issue(
      'DATA_MISMATCH',
      `Expected ${expected} candles, but ${offGrid} of ${rows.seenRows} rows ${seen}.`,
    );
  }
  if (isMostlySpaced(raw.openTimeMs, rows.sound, options.timeframeMs)) return null;
  const usual = usualSpacing(rows.sound.map((row) => raw.openTimeMs[row]));
  if (
    usual === null ||
    usual.spacingMs === options.timeframeMs ||
    usual.spacings < MISMATCH_MIN_SPACINGS ||
    usual.share < MISMATCH_SHARE
  ) {
    return null;
  }
  return issue(
    'DATA_MISMATCH',
    `Expected ${expected} candles, but the rows stand ${formatTimeframe(usual.spacingMs)} apart.`,
  );
}

/** Whether more than half of the distances between neighbouring rows are one timeframe: then that is the usual one. */
function isMostlySpaced(times: Float64Array, rows: readonly number[], timeframeMs: number): boolean {
  let hits = 0;
  for (let index = 1; index < rows.length; index++) {
    if (times[rows[index]] - times[rows[index - 1]] === timeframeMs) hits++;
  }
  return 2 * hits > rows.length - 1;
}

function invalidOf({ raw, rows, quality, options }: Findings): DataIssue | null {
  const { seenRows, unsound, badTime, lastMs } = rows;
  if (badTime.length > MAX_REJECTED * seenRows) {
    const time = raw.openTimeMs[badTime[0]];
    const unit = likelyTimeUnit(time);
    const seen = unit === null ? 'is not a time' : `looks like ${unit}`;
    return issue(
      'DATA_INVALID',
      `Expected open times in UTC milliseconds, but ${badTime.length} of ${seenRows} rows have others: ${time} ${seen}.`,
    );
  }
  const newestFromMs = lastMs - (NEWEST_BARS - 1) * options.timeframeMs;
  const recent = unsound.find((row) => raw.openTimeMs[row] >= newestFromMs);
  if (recent !== undefined) {
    return issue(
      'DATA_INVALID',
      `One of the last ${NEWEST_BARS} bars is impossible: ${describeUnsoundRow(raw, recent)} at ${isoOf(raw.openTimeMs[recent])}.`,
    );
  }
  if (quality.invalidBars > MAX_REJECTED * seenRows) {
    const example = unsound.length === 0 ? '' : `, such as: ${describeUnsoundRow(raw, unsound[0])}`;
    return issue(
      'DATA_INVALID',
      `${percent(quality.invalidBars, seenRows)} of ${seenRows} rows are impossible (at most 1 %)${example}.`,
    );
  }
  if (rows.duplicateBars > MAX_REJECTED * seenRows) {
    return issue(
      'DATA_INVALID',
      `${percent(rows.duplicateBars, seenRows)} of ${seenRows} rows repeat a bar with other values (at most 1 %).`,
    );
  }
  return null;
}

/** Prices so far apart are not those of one market, and no float32 represents both. */
function tooWideOf({ series, quality }: Findings): DataIssue | null {
  if (series === null || priceRatio(series, 0, quality.bars) <= MAX_PRICE_RATIO) return null;
  return issue(
    'DATA_INVALID',
    `The highest price is more than ${MAX_PRICE_RATIO} times the lowest, which no market's is.`,
  );
}

function staleOf({ series, quality, options }: Findings): DataIssue | null {
  if (series === null || quality.ageBars === null || quality.ageBars <= MAX_AGE_BARS) return null;
  const closedAt = isoOf(series.openTimeMs[quality.bars - 1] + options.timeframeMs);
  return issue(
    'DATA_STALE',
    `The last bar closed at ${closedAt}, ${quality.ageBars} bars before ${isoOf(options.asOfMs)} (at most ${MAX_AGE_BARS}).`,
  );
}

function gapOf({ series, quality, options }: Findings): DataIssue | null {
  if (series === null) return null;
  const { ageBars, bars, filledBars } = quality;
  if (ageBars !== null && ageBars >= 1 && ageBars <= MAX_AGE_BARS) {
    return issue('DATA_GAP', `The last ${ageBars === 1 ? 'bar is' : `${ageBars} bars are`} absent.`);
  }
  const own = filledBars - filledByOutages(series, options);
  if (options.takesQuietBars && own > 0 && hasQuietBars(series, own)) return null;
  const recent = series.filled.subarray(-NEWEST_NEVER_FILLED).indexOf(1) >= 0;
  if (recent) return issue('DATA_GAP', `Of the last ${NEWEST_NEVER_FILLED} bars some are absent.`);
  if (own <= MAX_FILLED * bars) return null;
  return issue('DATA_GAP', `${own} of ${bars} bars (${percent(own, bars)}) are absent (at most 2 %).`);
}

function hasQuietBars(series: CandleSeries, absentBars: number): boolean {
  let [singlePriceBars, emptyBars] = [0, 0];
  series.filled.forEach((isFilled, bar) => {
    if (isFilled === 1) return;
    if (isSinglePrice(series, bar)) singlePriceBars++;
    else if (series.volume[bar] === 0) emptyBars++;
  });
  return areQuietBars(absentBars, singlePriceBars, emptyBars);
}

function emptyOf({ raw, options }: Findings): DataIssue {
  const came = raw.openTimeMs.length;
  return issue(
    'DATA_EMPTY',
    came === 0
      ? 'There are no candles.'
      : `None of the ${came} rows is a usable bar closed at ${isoOf(options.asOfMs)}.`,
  );
}

/** What was mended, reported also where it stayed within the limits. */
export function notesOf({ rows, series, quality, options }: Findings): string[] {
  const repairs: [string, number][] = [
    ['Identical repeated rows dropped', rows.identicalBars],
    ['Rows replaced by a later row of the same time', rows.duplicateBars],
    ['Rows out of order, sorted', rows.reorderedBars],
    ['Impossible rows rejected', quality.invalidBars],
    ['Rows off the grid rejected', quality.offGridBars],
    ['Absent bars filled with volume 0 at the previous close', quality.filledBars],
    ['Of them bars in which the whole source was away', filledByOutages(series, options)],
  ];
  const mended = repairs.filter(([, count]) => count > 0).map(([what, count]) => `${what}: ${count}.`);
  return [...mended, ...notesOfJumps(quality)];
}

/** Corrections, reported even within the limits. */
export function notesOfJumps({ jumpBars }: DataQuality): string[] {
  if (jumpBars === 0) return [];
  return [
    `Bars in which the price moves ${JUMP_FACTOR}-fold or more, a glitch or a unit that changed: ${jumpBars}.`,
  ];
}

/** ISO 8601 without a Date that would throw: a time out of range is shown as a number. */
function isoOf(timeMs: number): string {
  return Math.abs(timeMs) <= 8.64e15 ? new Date(timeMs).toISOString().replace('.000Z', 'Z') : String(timeMs);
}
