// Columns of one market over the bars of a chunk: numbers one after another, not a row of four markets. Here SIMD means
// two rows of one market. Everything is float64 as a scan in JavaScript computes. A column is computed by a function of
// one or two rows (`D`, see doubles.ts): for pairs of rows in the simd build, for what is left of them row by row.
import { readAs, writeDoubles } from '../doubles';

/** Address of row `t` in a column of float64. */
export function at(column: usize, t: i32): usize {
  return column + ((t as usize) << 3);
}

/** Row `t` of a column of `F`: f64, f32 or i32. */
export function take<D, F>(column: usize, t: i32): D {
  return readAs<D, F>(column + (t as usize) * sizeof<F>());
}

/** Writes row `t` of a column of float64. */
export function put<D>(column: usize, t: i32, value: D): void {
  writeDoubles<D>(at(column, t), value);
}
