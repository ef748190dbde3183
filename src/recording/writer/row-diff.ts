import type { CandleColumns } from '../../market/candle-series.js';
import { CANDLE_COLUMNS } from '../../market/candle-series.js';
import type { CandleRows } from '../../codec/block/candle-rows.js';
import type { Run } from '../format/payloads.js';

/**
 * Looked up once: in a sandboxed context (a test runner's), looking up a global is a hundred times slower.
 */
const { is } = Object;
const { isNaN } = Number;

/** Known part of a market's log of rows: their number, and the last answer with the numbers of its rows. */
export interface KnownRows {
  /** Rows in the log. */
  readonly count: number;
  readonly columns: CandleColumns;
  /** Number of each row of `columns`. */
  readonly numbers: Float64Array;
  /** Rows of `columns` by time, unless they are in that order already. */
  readonly order: Uint32Array | null;
}

export const NO_ROWS: KnownRows = {
  count: 0,
  columns: emptyRows(),
  numbers: new Float64Array(0),
  order: null,
};

/** An answer as rows of the log, and what the log lacks for it. */
export interface RowDiff {
  readonly runs: readonly Run[];
  /** Rows to add to the log, the first with number `known.count`; null = none. */
  readonly added: CandleRows | null;
  readonly known: KnownRows;
}

/**
 * Finds the rows of an answer in the log: those that the last answer had in the same 48 bytes are stored
 * once, all others are added. A corrected bar is a new row; both are kept.
 */
export function diffRows(known: KnownRows, columns: CandleColumns): RowDiff {
  const rows = columns.openTimeMs.length;
  const numbers = new Float64Array(rows);
  const added: number[] = [];
  let next = 0;
  for (let row = 0; row < rows; row++) {
    const found = findRow(known, columns, row, next);
    if (found < 0) numbers[row] = known.count + added.push(row) - 1;
    else numbers[row] = known.numbers[found];
    if (found >= 0) next = found + 1;
  }
  return {
    runs: runsOf(numbers),
    added: added.length === 0 ? null : pick(columns, added),
    known: keepRows(known.count + added.length, columns, numbers),
  };
}

/**
 * Remembers an answer whose rows have these numbers. The columns are copied: they may belong to another
 * object.
 */
export function keepRows(count: number, columns: CandleColumns, numbers: Float64Array): KnownRows {
  const copy = {
    openTimeMs: columns.openTimeMs.slice(),
    open: columns.open.slice(),
    high: columns.high.slice(),
    low: columns.low.slice(),
    close: columns.close.slice(),
    volume: columns.volume.slice(),
  };
  return { count, columns: copy, numbers, order: orderOf(copy.openTimeMs) };
}

/** The numbers of the rows of runs, one by one. */
export function numbersOf(runs: readonly Run[]): Float64Array {
  return Float64Array.from(
    runs.flatMap(({ start, length }) => Array.from({ length }, (_, row) => start + row)),
  );
}

/**
 * The index of an equal row in the last answer, first trying the one after the last found; −1 if there is
 * none.
 */
function findRow(known: KnownRows, columns: CandleColumns, row: number, next: number): number {
  if (areSame(known.columns, next, columns, row)) return next;
  const { order } = known;
  const times = known.columns.openTimeMs;
  const time = columns.openTimeMs[row];
  for (let at = firstAt(times, order, time); at < times.length; at++) {
    const place = order === null ? at : order[at];
    if (timeKey(times[place]) !== timeKey(time)) break;
    if (areSame(known.columns, place, columns, row)) return place;
  }
  return -1;
}

function areSame(a: CandleColumns, rowA: number, b: CandleColumns, rowB: number): boolean {
  return (
    rowA < a.openTimeMs.length &&
    is(a.openTimeMs[rowA], b.openTimeMs[rowB]) &&
    is(a.open[rowA], b.open[rowB]) &&
    is(a.high[rowA], b.high[rowB]) &&
    is(a.low[rowA], b.low[rowB]) &&
    is(a.close[rowA], b.close[rowB]) &&
    is(a.volume[rowA], b.volume[rowB])
  );
}

/** A row whose time is not a number sorts before all others. */
function timeKey(timeMs: number): number {
  return isNaN(timeMs) ? -Infinity : timeMs;
}

/** The first index of rows with that time, or where they would be. */
function firstAt(times: Float64Array, order: Uint32Array | null, timeMs: number): number {
  const wanted = timeKey(timeMs);
  let from = 0;
  let to = times.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (timeKey(times[order === null ? middle : order[middle]]) < wanted) from = middle + 1;
    else to = middle;
  }
  return from;
}

function orderOf(times: Float64Array): Uint32Array | null {
  let isAscending = true;
  for (let row = 1; row < times.length && isAscending; row++) isAscending = times[row - 1] <= times[row];
  if (isAscending && !isNaN(times[0])) return null;
  const keys = Float64Array.from(times, timeKey);
  // Not their difference: for two infinities that is NaN.
  return Uint32Array.from(keys.keys()).sort((a, b) => Number(keys[a] > keys[b]) - Number(keys[a] < keys[b]));
}

function runsOf(numbers: Float64Array): Run[] {
  const runs: { start: number; length: number }[] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && last.start + last.length === number) last.length++;
    else runs.push({ start: number, length: 1 });
  }
  return runs;
}

function pick(columns: CandleColumns, rows: readonly number[]): CandleRows {
  const picked = Object.fromEntries(
    CANDLE_COLUMNS.map((name) => [name, Float64Array.from(rows, (row) => columns[name][row])]),
  );
  return picked as unknown as CandleRows;
}

function emptyRows(): CandleColumns {
  const none = new Float64Array(0);
  return { openTimeMs: none, open: none, high: none, low: none, close: none, volume: none };
}
