// Filters as passes over columns: bits for filters that fail or lack data, and the verdict.
import { ColumnCall, take, word } from './column-call';

function addBit(column: usize, t: i32, bit: i32): void {
  store<i32>(word(column, t), load<i32>(word(column, t)) | bit);
}

/** Combines the masks of two pairs into one of four int32. */
function joined(first: v128, second: v128): v128 {
  return v128.shuffle<i32>(first, second, 0, 2, 4, 6);
}

function addBits(column: usize, t: i32, mask: v128, bits: v128): void {
  const address = word(column, t);
  v128.store(address, v128.or(v128.load(address), v128.and(mask, bits)));
}

/** Sets bits in the rows whose value is outside [lowest, highest] or NaN, in a column of `F`: f64 or f32. */
@unmanaged
export class MarkOutside<F> extends ColumnCall {
  values: usize;
  failed: usize;
  missing: usize;
  failedBit: i32;
  missingBit: i32;
  lowest: f64;
  highest: f64;

  run<D>(from: i32, to: i32): void {
    const values = this.values;
    const failed = this.failed;
    const missing = this.missing;
    const failedBit = this.failedBit;
    const missingBit = this.missingBit;
    const lowest = this.lowest;
    const highest = this.highest;
    if (isVector<D>()) {
      const low = f64x2.splat(lowest);
      const high = f64x2.splat(highest);
      const failedBits = i32x4.splat(failedBit);
      const missingBits = i32x4.splat(missingBit);
      let t = from;
      do {
        const a = take<v128, F>(values, t);
        const b = take<v128, F>(values, t + 2);
        const below = joined(f64x2.lt(a, low), f64x2.lt(b, low));
        const above = joined(f64x2.gt(a, high), f64x2.gt(b, high));
        addBits(failed, t, v128.or(below, above), failedBits);
        addBits(missing, t, joined(f64x2.ne(a, a), f64x2.ne(b, b)), missingBits);
        t += 4;
      } while (t < to);
    } else {
      let t = from;
      do {
        const value = take<f64, F>(values, t);
        if (value != value) addBit(missing, t, missingBit);
        else if (value < lowest || value > highest) addBit(failed, t, failedBit);
        t++;
      } while (t < to);
    }
  }
}

/**
 * Combines the bits: a filter with several comparisons fails if one fails, even if others lack data. In rows where a
 * market may not be scored (usable: 0 or 1, one byte per row) it passes nothing and its score is NaN. missingFails:
 * bits of filters that reject a market without data.
 */
@unmanaged
export class VerdictColumns extends ColumnCall {
  usable: usize;
  failed: usize;
  missing: usize;
  passed: usize;
  score: usize;
  missingFails: i32;

  run<D>(from: i32, to: i32): void {
    if (isVector<D>()) this.fours(from, to);
    else for (let t = from; t < to; t++) this.one(t);
  }

  private fours(from: i32, to: i32): void {
    const usable = this.usable;
    const failed = this.failed;
    const missing = this.missing;
    const passed = this.passed;
    const drops = i32x4.splat(this.missingFails);
    const zero = i32x4.splat(0);
    for (let t = from; t < to; t += 4) {
      if (load<u32>(usable + (t as usize)) != 0x01010101) {
        for (let i = t; i < t + 4; i++) this.one(i);
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

  private one(t: i32): void {
    const fails = load<i32>(word(this.failed, t));
    const lacks = load<i32>(word(this.missing, t)) & ~fails;
    store<i32>(word(this.missing, t), lacks);
    const isUsable = load<u8>(this.usable + (t as usize)) != 0;
    if (!isUsable) store<f64>(this.score + ((t as usize) << 3), NaN);
    store<u8>(this.passed + (t as usize), (isUsable && fails == 0 && (lacks & this.missingFails) == 0) as u8);
  }
}

/** Writes 1 to the float64 `out` in rows where the byte is nonzero. */
@unmanaged
export class AnyByte extends ColumnCall {
  values: usize;
  out: usize;

  run<D>(from: i32, to: i32): void {
    // Both handle any number of rows.
    if (ASC_FEATURE_SIMD && !isVector<D>()) return this.run<v128>(from, to);
    const values = this.values;
    let t = from;
    if (isVector<D>()) {
      for (; t + 16 <= to; t += 16) {
        if (v128.any_true(v128.load(values + (t as usize)))) return store<f64>(this.out, 1);
      }
    }
    for (; t < to; t++) if (load<u8>(values + (t as usize)) != 0) return store<f64>(this.out, 1);
  }
}
