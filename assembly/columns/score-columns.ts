// The score as passes over columns, for rows [from, to): values of components, and their weighted mean.
import {
  ifAtLeast,
  ifMore,
  plusIfNumber,
  magnitude,
  minus,
  over,
  plus,
  readSame,
  same,
  times,
  within,
} from '../doubles';
import { at, put, take } from './pairs';

function mixture<D>(long: usize, short: usize, out: usize, t: i32, longShare: f64, shortShare: f64): void {
  const ofLong = times<D>(same<D>(longShare), take<D, f32>(long, t));
  put<D>(out, t, plus<D>(ofLong, times<D>(same<D>(shortShare), take<D, f32>(short, t))));
}

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
    for (; t + 2 <= to; t += 2) mixture<v128>(long, short, out, t, longShare, shortShare);
  }
  for (; t < to; t++) mixture<f64>(long, short, out, t, longShare, shortShare);
}

function distance<D>(price: usize, edge: usize, atr: usize, out: usize, t: i32, least: f64): void {
  const range = take<D, f32>(atr, t);
  const close = take<D, f64>(price, t);
  const atrs = over<D>(minus<D>(close, take<D, f64>(edge, t)), range);
  put<D>(out, t, ifAtLeast<D>(range, times<D>(same<D>(least), close), atrs));
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
  if (ASC_FEATURE_SIMD) for (; t + 2 <= to; t += 2) distance<v128>(price, edge, atr, out, t, least);
  for (; t < to; t++) distance<f64>(price, edge, atr, out, t, least);
}

function saturated<D>(values: usize, out: usize, t: i32, origin: f64, half: f64, most: f64): void {
  const x = minus<D>(take<D, f64>(values, t), same<D>(origin));
  put<D>(out, t, over<D>(times<D>(same<D>(most), x), plus<D>(magnitude<D>(x), same<D>(half))));
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
  if (ASC_FEATURE_SIMD) for (; t + 2 <= to; t += 2) saturated<v128>(values, out, t, origin, half, most);
  for (; t < to; t++) saturated<f64>(values, out, t, origin, half, most);
}

function clipped<D>(values: usize, out: usize, t: i32, base: f64, slope: f64, most: f64): void {
  const rise = times<D>(same<D>(slope), magnitude<D>(take<D, f32>(values, t)));
  put<D>(out, t, within<D>(plus<D>(same<D>(base), rise), most));
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
  if (ASC_FEATURE_SIMD) for (; t + 2 <= to; t += 2) clipped<v128>(values, out, t, base, slope, most);
  for (; t < to; t++) clipped<f64>(values, out, t, base, slope, most);
}

function mean<D>(values: usize, stride: usize, weights: usize, count: i32, out: usize, t: i32): void {
  let total = same<D>(0);
  for (let i = 0; i < count; i++) {
    const value = take<D, f64>(values + (i as usize) * stride, t);
    total = plusIfNumber<D>(total, value, magnitude<D>(readSame<D>(at(weights, i))));
  }
  let sum = same<D>(0);
  for (let i = 0; i < count; i++) {
    const value = take<D, f64>(values + (i as usize) * stride, t);
    const points = over<D>(times<D>(readSame<D>(at(weights, i)), value), total);
    sum = plusIfNumber<D>(sum, value, points);
  }
  // Of |weight|, so that it is 0 or more.
  put<D>(out, t, ifMore<D>(total, same<D>(0), sum));
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
    let all: f64 = 0;
    for (let i = 0; i < count; i++) all += abs<f64>(load<f64>(at(weights, i)));
    // A division by 1 changes nothing and takes longer than all the rest.
    const needsNoDivision = all == 1;
    for (; t + 2 <= to; t += 2) {
      if (needsNoDivision) {
        let sum = f64x2.splat(0);
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
      mean<v128>(values, stride, weights, count, out, t);
    }
  }
  for (; t < to; t++) mean<f64>(values, stride, weights, count, out, t);
}
