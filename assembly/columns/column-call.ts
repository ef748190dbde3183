// Columns of one market over the bars of a chunk: contiguous numbers, not rows of four markets. Here SIMD means several
// rows of one market. Everything is float64, as in a JavaScript scan.
// A column kernel is a class: the record of its call, words in memory that src/kernels/engine/column-calls.ts writes in
// the same order, and `run`, which computes rows [from, to): a multiple of four if `D` is v128, any number if it is f64
// (doubles.ts). A tight loop first reads what it needs into locals: after a store, the compiler would reload it.
import { readAs, writeDoubles } from '../doubles';

/** Header of every record. The kernel's fields follow: words, then float64. Columns: the address of row 0. */
@unmanaged
export class ColumnCall {
  /** Kernel number, from columns.ts. */
  kernel: i32;
}

/** Distance between the calls of a list. */
export const COLUMN_CALL_BYTES: usize = 64;

/** The encoding of a market's prices in a slab, and what is carried from chunk to chunk. */
@unmanaged
export class Prices {
  scale: f64;
  anchor: f64;
  /** ATR of the last closed context bar. */
  contextAtr: f64;
}

/** Rows of a float64 column that one `D` holds. */
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
