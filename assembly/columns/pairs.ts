// Columns of one market over the bars of a block: numbers one after another, not a row of four markets. Here SIMD means
// two rows of one market. Everything is float64, as a scan in JavaScript computes.

/** Address of row `t` in a column of float64. */
export function at(column: usize, t: i32): usize {
  return column + ((t as usize) << 3);
}

/** Row `t` of a column of `F`: f64, f32 or i32. */
export function one<F>(column: usize, t: i32): f64 {
  return load<F>(column + (t as usize) * sizeof<F>()) as f64;
}

/** Rows `t` and `t` + 1 of a column of `F`. */
export function pair<F>(column: usize, t: i32): v128 {
  const address = column + (t as usize) * sizeof<F>();
  if (sizeof<F>() == 8) return v128.load(address);
  if (isFloat<F>()) return f64x2.promote_low_f32x4(v128.load64_zero(address));
  return f64x2.convert_low_i32x4_s(v128.load64_zero(address));
}

/** `then` where `holds`, NaN in the rest. */
export function orNaN(then: v128, holds: v128): v128 {
  return v128.bitselect(then, f64x2.splat(NaN), holds);
}
