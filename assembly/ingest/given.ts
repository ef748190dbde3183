// Turns input candles into lanes of the slab, in float64: differences are taken before anything is rounded. Here SIMD
// means two bars of one market, not four markets; ingestBlock combines four markets at the end, so that it writes whole
// rows.
// `F` is the type of the input columns: f64, or f32 if the caller's data has only that precision. A market has four, in
// this order: high, low, close, volume.

/** Input columns of a market. */
export const LOW = 1;
export const CLOSE = 2;
export const VOLUME = 3;

/**
 * Arguments shared by the calls for the lanes of a block: words in memory, written by src/kernels/slab/intake.ts in the
 * same order. Strides are the distances between columns, in bytes.
 */
@unmanaged
export class Intake {
  /** Bytes per input number, 8 or 4. */
  width: i32;
  /** Input bars that resampleBars merges into one. */
  factor: i32;
  /** First column of the target block, in which the bars end at row `rows`. */
  target: usize;
  targetStride: usize;
  rows: i32;
  /** Input columns of the first lane, and the distance to the next lane's. */
  staged: usize;
  stride: usize;
  laneStride: usize;
  /** Scale of the first lane, and the distance to the next lane's. */
  scales: usize;
  scaleStride: usize;
}

/** Price scale of a market: priceRange writes the first two fields, the caller the others. */
@unmanaged
export class Scale {
  lowest: f64;
  highest: f64;
  /** 1 / scale, exact. */
  inverse: f64;
  anchor: f64;
}

/** First input column of a lane. */
export function stagedOf(intake: Intake, lane: i32): usize {
  return intake.staged + (lane as usize) * intake.laneStride;
}

export function scaleOf(intake: Intake, lane: i32): Scale {
  return changetype<Scale>(intake.scales + (lane as usize) * intake.scaleStride);
}

/** Start of column `index`. */
export function column(first: usize, stride: usize, index: i32): usize {
  return first + (index as usize) * stride;
}

/** Bar `i` of an input column. */
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
