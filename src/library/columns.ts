import { formatTimeframe, likelyTimeUnit } from '../market/timeframe.js';
import { shownValue } from '../util/plain-text.js';
import type { CandleSeries } from '../market/candle-series.js';

/** One number per bar, oldest first: an array or any typed array. */
export type Column = ArrayLike<number>;

/** Candles as columns of the same length. Which ones are needed depends on the requested indicators. */
export interface IndicatorColumns {
  /** No indicator reads it. */
  readonly open?: Column;
  /** Quote currency, > 0. */
  readonly high?: Column;
  readonly low?: Column;
  readonly close: Column;
  /** Base currency, ≥ 0. */
  readonly volume?: Column;
  /**
   * Open time of each bar, UTC ms, on the grid of the timeframe and without holes; required by the daily
   * VWAP.
   */
  readonly openTimeMs?: Column;
}

/** If the times do not matter: minutes since the epoch. */
const ANY_TIMEFRAME_MS = 60_000;

/**
 * The columns as a series. If omitted, high and low are the close, and volume is 0: no requested indicator
 * reads them.
 * @throws {TypeError} an invalid column. @throws {RangeError} lengths that differ, no bar, times off the
 * grid.
 */
export function seriesFromColumns(columns: IndicatorColumns, timeframeMs: number | null): CandleSeries {
  const close = copyOf('close', columns.close);
  const count = close.length;
  if (count === 0) throw new RangeError('Expected at least one bar, got `close` of length 0.');
  const column = (name: keyof IndicatorColumns): Float64Array | null => {
    const given = columns[name];
    if (given === undefined) return null;
    const copied = copyOf(name, given);
    if (copied.length === count) return copied;
    throw new RangeError(`Expected \`${name}\` to be as long as \`close\` (${count}), got ${copied.length}.`);
  };
  const openTimeMs = column('openTimeMs');
  return {
    symbol: 'columns',
    timeframeMs: openTimeMs === null ? ANY_TIMEFRAME_MS : timeframeOf(openTimeMs, timeframeMs),
    openTimeMs: openTimeMs ?? minutesFromEpoch(count),
    open: column('open') ?? close,
    high: column('high') ?? close,
    low: column('low') ?? close,
    close,
    volume: column('volume') ?? new Float64Array(count),
    filled: new Uint8Array(count),
  };
}

function minutesFromEpoch(count: number): Float64Array {
  const times = new Float64Array(count);
  for (let bar = 0; bar < count; bar++) times[bar] = bar * ANY_TIMEFRAME_MS;
  return times;
}

/** More than a quarter of an engine's memory can hold. */
const MAX_BARS = 2 ** 25;

/** A float64 copy: later changes to the caller's arrays have no effect. */
export function copyOf(name: string, column: Column): Float64Array {
  if (typeof column !== 'object' || column === null || typeof column.length !== 'number') {
    throw new TypeError(`Expected \`${name}\` to be an array of numbers, got ${describe(column)}.`);
  }
  const { length } = column;
  if (!(length <= MAX_BARS)) {
    throw new RangeError(`Expected \`${name}\` to have at most ${MAX_BARS} numbers, got ${length}.`);
  }
  // A length alone does not make an array, and walking a sparse one takes as long as its length.
  if (!ArrayBuffer.isView(column) && length > 0 && !Object.hasOwn(column, length - 1)) {
    throw new TypeError(`Expected \`${name}\` to be an array of numbers, got one without its last.`);
  }
  const copied = new Float64Array(column);
  const text = Array.isArray(column) ? column.findIndex((value) => typeof value !== 'number') : -1;
  if (text < 0) return copied;
  throw new TypeError(`Expected \`${name}\` to hold numbers, got ${describe(column[text])} at bar ${text}.`);
}

/** The given timeframe, otherwise the distance of the bars; every bar must lie on its grid. */
function timeframeOf(openTimeMs: Float64Array, given: number | null): number {
  const unit = likelyTimeUnit(openTimeMs[0]);
  if (unit !== null) {
    throw new RangeError(
      `Expected \`openTimeMs\` in UTC milliseconds, got ${openTimeMs[0]}, which looks like ${unit}.`,
    );
  }
  const timeframeMs = given ?? (openTimeMs.length > 1 ? openTimeMs[1] - openTimeMs[0] : ANY_TIMEFRAME_MS);
  if (!(timeframeMs > 0) || !Number.isInteger(timeframeMs)) {
    throw new RangeError(
      `Expected \`openTimeMs\` in whole ms, oldest first, got ${[...openTimeMs.slice(0, 2)].join(', ')}.`,
    );
  }
  for (let bar = 0; bar < openTimeMs.length; bar++) {
    const expected = bar === 0 ? openTimeMs[0] : openTimeMs[bar - 1] + timeframeMs;
    if (openTimeMs[bar] === expected && openTimeMs[bar] % timeframeMs === 0) continue;
    throw new RangeError(
      `Expected bars of ${formatTimeframe(timeframeMs)} on the UTC grid without holes, got ${openTimeMs[bar]} at bar ${bar}` +
        `${bar > 0 ? ` after ${openTimeMs[bar - 1]}` : ''}; fill holes first, or leave openTimeMs out.`,
    );
  }
  return timeframeMs;
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : `${typeof value} ${shownValue(value)}`;
}
