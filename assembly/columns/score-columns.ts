// The score as passes over columns, for rows [from, to): values of components, and their weighted mean.
import { at, one, orNaN, pair } from './pairs';

/** long · longShare + short · shortShare; the surges are float32. */
export function surgeMixture(
  long: usize,
  short: usize,
  out: usize,
  from: i32,
  to: i32,
  longShare: f64,
  shortShare: f64,
): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    const ofLong = f64x2.splat(longShare);
    const ofShort = f64x2.splat(shortShare);
    for (; t + 2 <= to; t += 2) {
      const mixture = f64x2.add(
        f64x2.mul(ofLong, pair<f32>(long, t)),
        f64x2.mul(ofShort, pair<f32>(short, t)),
      );
      v128.store(at(out, t), mixture);
    }
  }
  for (; t < to; t++) store<f64>(at(out, t), longShare * one<f32>(long, t) + shortShare * one<f32>(short, t));
}

/** (price − edge) / atr, NaN unless the ATR is at least `least` of the price; atr: float32. */
export function distanceInAtrs(
  price: usize,
  edge: usize,
  atr: usize,
  out: usize,
  from: i32,
  to: i32,
  least: f64,
): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    const share = f64x2.splat(least);
    for (; t + 2 <= to; t += 2) {
      const range = pair<f32>(atr, t);
      const close = v128.load(at(price, t));
      const distance = f64x2.sub(close, v128.load(at(edge, t)));
      v128.store(at(out, t), orNaN(f64x2.div(distance, range), f64x2.ge(range, f64x2.mul(share, close))));
    }
  }
  for (; t < to; t++) {
    const range = one<f32>(atr, t);
    const close = load<f64>(at(price, t));
    const distance = close - load<f64>(at(edge, t));
    store<f64>(at(out, t), range >= least * close ? distance / range : NaN);
  }
}

/** most · x / (|x| + half) of x = value − origin; values and out may be one column. */
export function saturatedColumn(
  values: usize,
  out: usize,
  from: i32,
  to: i32,
  origin: f64,
  half: f64,
  most: f64,
): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    for (; t + 2 <= to; t += 2) {
      const x = f64x2.sub(v128.load(at(values, t)), f64x2.splat(origin));
      const divisor = f64x2.add(f64x2.abs(x), f64x2.splat(half));
      v128.store(at(out, t), f64x2.div(f64x2.mul(f64x2.splat(most), x), divisor));
    }
  }
  for (; t < to; t++) {
    const x = load<f64>(at(values, t)) - origin;
    store<f64>(at(out, t), (most * x) / (abs<f64>(x) + half));
  }
}

/** base + slope · |value| of float32 values, within ± most. */
export function clippedLine(
  values: usize,
  out: usize,
  from: i32,
  to: i32,
  base: f64,
  slope: f64,
  most: f64,
): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    for (; t + 2 <= to; t += 2) {
      const rise = f64x2.mul(f64x2.splat(slope), f64x2.abs(pair<f32>(values, t)));
      const y = f64x2.add(f64x2.splat(base), rise);
      v128.store(at(out, t), f64x2.pmin(f64x2.pmax(y, f64x2.splat(-most)), f64x2.splat(most)));
    }
  }
  for (; t < to; t++) {
    const y = base + slope * abs<f64>(one<f32>(values, t));
    store<f64>(at(out, t), min<f64>(most, max<f64>(-most, y)));
  }
}

/**
 * Σ weight · value / Σ |weight| over the components that have a value, NaN where none has. values: a column each,
 * `stride` bytes apart; weights: as many float64.
 */
export function weightedMean(
  values: usize,
  stride: usize,
  weights: usize,
  count: i32,
  out: usize,
  from: i32,
  to: i32,
): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    const zero = f64x2.splat(0);
    let all: f64 = 0;
    for (let i = 0; i < count; i++) all += abs<f64>(load<f64>(at(weights, i)));
    // A division by 1 changes nothing and takes longer than all the rest.
    const needsNoDivision = all == 1;
    for (; t + 2 <= to; t += 2) {
      if (needsNoDivision) {
        let sum = zero;
        for (let i = 0; i < count; i++) {
          const value = v128.load(at(values + (i as usize) * stride, t));
          sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(at(weights, i)), value));
        }
        // Not NaN: no value is.
        if (i64x2.all_true(f64x2.eq(sum, sum))) {
          v128.store(at(out, t), sum);
          continue;
        }
      }
      let total = zero;
      for (let i = 0; i < count; i++) {
        const value = v128.load(at(values + (i as usize) * stride, t));
        const size = f64x2.abs(v128.load64_splat(at(weights, i)));
        total = f64x2.add(total, v128.and(size, f64x2.eq(value, value)));
      }
      let sum = zero;
      for (let i = 0; i < count; i++) {
        const value = v128.load(at(values + (i as usize) * stride, t));
        const points = f64x2.div(f64x2.mul(v128.load64_splat(at(weights, i)), value), total);
        sum = f64x2.add(sum, v128.and(points, f64x2.eq(value, value)));
      }
      v128.store(at(out, t), orNaN(sum, f64x2.ne(total, zero)));
    }
  }
  for (; t < to; t++) {
    let total: f64 = 0;
    for (let i = 0; i < count; i++) {
      const value = load<f64>(at(values + (i as usize) * stride, t));
      if (value == value) total += abs<f64>(load<f64>(at(weights, i)));
    }
    let sum: f64 = 0;
    for (let i = 0; i < count; i++) {
      const value = load<f64>(at(values + (i as usize) * stride, t));
      if (value == value) sum += (load<f64>(at(weights, i)) * value) / total;
    }
    store<f64>(at(out, t), total == 0 ? NaN : sum);
  }
}
