// Candles as they were given become lanes of the slab. The only kernels in float64: differences are taken before
// anything is rounded. Here SIMD means two bars of one market, not four markets; ingestBlock puts those of four markets
// together at the end, so that whole rows are written.
// `F` is the type of the given columns: f64, or f32 where the caller has no more. `staged` is the first of four columns
// of a market, `stride` bytes apart: high, low, close, volume.

/** Columns of a market as they were given. */
export const LOW = 1;
export const CLOSE = 2;
export const VOLUME = 3;

/** What `scales` holds of a market, bytes from its start: priceRange writes the first two, the caller the others. */
export const LOWEST: usize = 0;
export const HIGHEST: usize = 8;
export const INVERSE: usize = 16;
export const ANCHOR: usize = 24;

/** Start of column `index`. */
export function column(first: usize, stride: usize, index: i32): usize {
  return first + (index as usize) * stride;
}

/** Bar `i` of a given column. */
export function bar<F>(given: usize, i: i32): f64 {
  return load<F>(given + (i as usize) * sizeof<F>()) as f64;
}

/** Bars `i` and `i` + 1. */
export function pair<F>(given: usize, i: i32): v128 {
  const address = given + (i as usize) * sizeof<F>();
  if (sizeof<F>() == 8) return v128.load(address);
  return f64x2.promote_low_f32x4(v128.load64_zero(address));
}

/** Bars `i` and `i` + 1 as float32, in the lower half. */
export function roundedPair<F>(given: usize, i: i32): v128 {
  const address = given + (i as usize) * sizeof<F>();
  if (sizeof<F>() == 8) return f32x4.demote_f64x2_zero(v128.load(address));
  return v128.load64_zero(address);
}

/** Float32 bars `i` to `i` + 3. */
export function four(given: usize, i: i32): v128 {
  return v128.load(given + ((i as usize) << 2));
}
