// Columns of one market over the bars of a chunk: numbers one after another, not a row of four markets. Here SIMD means
// some rows of one market. Everything is float64 as a scan in JavaScript computes.
// A kernel over columns is a class: the record of its call, words in memory that src/kernels/engine/column-calls.ts
// writes in the same order, and `run`, which computes rows [from, to): a multiple of four where `D` is v128, any number
// where it is f64 (doubles.ts). A loop that does little reads what it needs into locals first: behind a store, the
// compiler would read it again.
import { readAs, writeDoubles } from '../doubles';

/** What every record begins with. Fields of its own follow: words, then float64. Columns: the address of row 0. */
@unmanaged
export class ColumnCall {
  /** Which one: a number of columns.ts. */
  kernel: i32;
}

/** From one call of a list to the next. */
export const COLUMN_CALL_BYTES: usize = 64;

/** What a market's prices in a slab are made with, and what goes on from chunk to chunk. */
@unmanaged
export class Prices {
  scale: f64;
  anchor: f64;
  /** ATR of the last context bar that is closed. */
  contextAtr: f64;
}

/** Rows that `D` has of a column of float64. */
export function width<D>(): i32 {
  return isVector<D>() ? 2 : 1;
}

/** Address of row `t` in a column of float64. */
export function at(column: usize, t: i32): usize {
  return column + ((t as usize) << 3);
}

/** Address of row `t` in a column of float32 or int32. */
export function word(column: usize, t: i32): usize {
  return column + ((t as usize) << 2);
}

/** Row `t` of a column of `F`: f64 or f32. */
export function take<D, F>(column: usize, t: i32): D {
  return readAs<D, F>(column + (t as usize) * sizeof<F>());
}

/** Writes row `t` of a column of float64. */
export function put<D>(column: usize, t: i32, value: D): void {
  writeDoubles<D>(at(column, t), value);
}
