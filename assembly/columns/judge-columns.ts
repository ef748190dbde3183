// Filters as passes over columns, for rows [from, to): bits of filters that fail or have no data, and the verdict.
import { take } from './pairs';

function word(column: usize, t: i32): usize {
  return column + ((t as usize) << 2);
}

function addBit(column: usize, t: i32, bit: i32): void {
  store<i32>(word(column, t), load<i32>(word(column, t)) | bit);
}

/** The masks of two pairs as one of four int32. */
function joined(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 0, 2, 4, 6);
}

function addBits(column: usize, t: i32, mask: v128, bits: v128): void {
  const address = word(column, t);
  v128.store(address, v128.or(v128.load(address), v128.and(mask, bits)));
}

function outside<F>(
  values: usize,
  failed: usize,
  missing: usize,
  from: i32,
  to: i32,
  lowest: f64,
  highest: f64,
  failedBit: i32,
  missingBit: i32,
): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    const low = f64x2.splat(lowest);
    const high = f64x2.splat(highest);
    const failedBits = i32x4.splat(failedBit);
    const missingBits = i32x4.splat(missingBit);
    for (; t + 4 <= to; t += 4) {
      const a = take<v128, F>(values, t);
      const b = take<v128, F>(values, t + 2);
      const below = joined(f64x2.lt(a, low), f64x2.lt(b, low));
      const above = joined(f64x2.gt(a, high), f64x2.gt(b, high));
      addBits(failed, t, v128.or(below, above), failedBits);
      addBits(missing, t, joined(f64x2.ne(a, a), f64x2.ne(b, b)), missingBits);
    }
  }
  for (; t < to; t++) {
    const value = take<f64, F>(values, t);
    if (value != value) addBit(missing, t, missingBit);
    else if (value < lowest || value > highest) addBit(failed, t, failedBit);
  }
}

/** Sets the bits of rows that are outside [lowest, highest] or NaN. kind: 0 float64, 1 float32, 2 int32. */
export function markOutside(
  values: usize,
  failed: usize,
  missing: usize,
  from: i32,
  to: i32,
  lowest: f64,
  highest: f64,
  failedBit: i32,
  missingBit: i32,
  kind: i32,
): void {
  if (kind == 0) {
    outside<f64>(values, failed, missing, from, to, lowest, highest, failedBit, missingBit);
  } else if (kind == 1) {
    outside<f32>(values, failed, missing, from, to, lowest, highest, failedBit, missingBit);
  } else {
    outside<i32>(values, failed, missing, from, to, lowest, highest, failedBit, missingBit);
  }
}

function verdictOf(
  usable: usize,
  failed: usize,
  missing: usize,
  passed: usize,
  score: usize,
  missingFails: i32,
  t: i32,
): void {
  const fails = load<i32>(word(failed, t));
  const lacks = load<i32>(word(missing, t)) & ~fails;
  store<i32>(word(missing, t), lacks);
  const isUsable = load<u8>(usable + (t as usize)) != 0;
  if (!isUsable) store<f64>(score + ((t as usize) << 3), NaN);
  store<u8>(passed + (t as usize), (isUsable && fails == 0 && (lacks & missingFails) == 0) as u8);
}

/**
 * Joins the bits: of several comparisons of a filter one that fails decides, whatever the others lack. Where a market
 * may not be scored (usable: 0 or 1, one byte per row) it passes nothing and its score is NaN. missingFails: bits of
 * filters that drop a market they have no data about.
 */
export function verdictColumns(
  usable: usize,
  failed: usize,
  missing: usize,
  passed: usize,
  score: usize,
  from: i32,
  to: i32,
  missingFails: i32,
): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    const drops = i32x4.splat(missingFails);
    const zero = i32x4.splat(0);
    for (; t + 4 <= to; t += 4) {
      if (load<u32>(usable + (t as usize)) != 0x01010101) {
        for (let i = t; i < t + 4; i++) {
          verdictOf(usable, failed, missing, passed, score, missingFails, i);
        }
        continue;
      }
      const fails = v128.load(word(failed, t));
      const lacks = v128.andnot(v128.load(word(missing, t)), fails);
      v128.store(word(missing, t), lacks);
      const free = i32x4.eq(v128.or(fails, v128.and(lacks, drops)), zero);
      const halves = i16x8.narrow_i32x4_s(free, free);
      const bytes = v128.and(i8x16.narrow_i16x8_s(halves, halves), i8x16.splat(1));
      v128.store_lane<i32>(passed + (t as usize), bytes, 0);
    }
  }
  for (; t < to; t++) verdictOf(usable, failed, missing, passed, score, missingFails, t);
}

/** 1 where a byte of rows [from, to) is not 0, else 0. */
export function anyByte(column: usize, from: i32, to: i32): i32 {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    for (; t + 16 <= to; t += 16) {
      if (v128.any_true(v128.load(column + (t as usize)))) return 1;
    }
  }
  for (; t < to; t++) if (load<u8>(column + (t as usize)) != 0) return 1;
  return 0;
}
