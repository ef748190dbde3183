// The score as passes over columns: component values, and their weighted mean.
import {
  areNumbers,
  ifAtLeast,
  ifMore,
  plusIfNumber,
  magnitude,
  minus,
  over,
  plus,
  readAs,
  readSame,
  same,
  times,
  within,
} from '../doubles';
import { at, ColumnCall, put, take, width } from './column-call';

/** long · longShare + short · shortShare; the surges are float32. */
@unmanaged
export class SurgeMixture extends ColumnCall {
  long: usize;
  short: usize;
  out: usize;
  longShare: f64;
  shortShare: f64;

  run<D>(from: i32, to: i32): void {
    const long = this.long;
    const short = this.short;
    const out = this.out;
    const longShare = same<D>(this.longShare);
    const shortShare = same<D>(this.shortShare);
    let t = from;
    do {
      const ofLong = times<D>(longShare, take<D, f32>(long, t));
      put<D>(out, t, plus<D>(ofLong, times<D>(shortShare, take<D, f32>(short, t))));
      t += width<D>();
    } while (t < to);
  }
}

/** (price − edge) / atr, NaN unless the ATR is at least `least` of the price; atr: float32. */
@unmanaged
export class DistanceInAtrs extends ColumnCall {
  price: usize;
  edge: usize;
  atr: usize;
  out: usize;
  least: f64;

  run<D>(from: i32, to: i32): void {
    const price = this.price;
    const edge = this.edge;
    const atr = this.atr;
    const out = this.out;
    const least = same<D>(this.least);
    let t = from;
    do {
      const range = take<D, f32>(atr, t);
      const close = take<D, f64>(price, t);
      const atrs = over<D>(minus<D>(close, take<D, f64>(edge, t)), range);
      put<D>(out, t, ifAtLeast<D>(range, times<D>(least, close), atrs));
      t += width<D>();
    } while (t < to);
  }
}

/** most · x / (|x| + half) with x = value − origin; values and out may be the same column. */
@unmanaged
export class SaturatedColumn extends ColumnCall {
  values: usize;
  out: usize;
  origin: f64;
  half: f64;
  most: f64;

  run<D>(from: i32, to: i32): void {
    const values = this.values;
    const out = this.out;
    const origin = same<D>(this.origin);
    const half = same<D>(this.half);
    const most = same<D>(this.most);
    let t = from;
    do {
      const x = minus<D>(take<D, f64>(values, t), origin);
      put<D>(out, t, over<D>(times<D>(most, x), plus<D>(magnitude<D>(x), half)));
      t += width<D>();
    } while (t < to);
  }
}

/** base + slope · |value| for float32 values, clamped to ± most. */
@unmanaged
export class ClippedLine extends ColumnCall {
  values: usize;
  out: usize;
  base: f64;
  slope: f64;
  most: f64;

  run<D>(from: i32, to: i32): void {
    const values = this.values;
    const out = this.out;
    const base = same<D>(this.base);
    const slope = same<D>(this.slope);
    const most = this.most;
    let t = from;
    do {
      const rise = times<D>(slope, magnitude<D>(take<D, f32>(values, t)));
      put<D>(out, t, within<D>(plus<D>(base, rise), most));
      t += width<D>();
    } while (t < to);
  }
}

/**
 * Σ weight · value / Σ |weight| over the components with a value, NaN if none has one. values: one column per
 * component, `stride` bytes apart; weights: one float64 per component.
 */
@unmanaged
export class WeightedMean extends ColumnCall {
  values: usize;
  stride: usize;
  weights: usize;
  count: i32;
  out: usize;

  run<D>(from: i32, to: i32): void {
    const stride = this.stride;
    const weights = this.weights;
    const out = this.out;
    const end = at(weights, this.count);
    let all: f64 = 0;
    for (let weight = weights; weight < end; weight += 8) all += abs<f64>(load<f64>(weight));
    // Dividing by 1 changes nothing and takes longer than everything else here.
    const needsNoDivision = isVector<D>() && all == 1;
    let t = from;
    let values = at(this.values, t);
    do {
      const simple = needsNoDivision ? weightedSum<D>(values, stride, weights, end) : same<D>(NaN);
      put<D>(out, t, areNumbers<D>(simple) ? simple : mean<D>(values, stride, weights, end));
      values += sizeof<D>();
      t += width<D>();
    } while (t < to);
  }
}

/** Σ weight · value; NaN if a component has no value. */
function weightedSum<D>(values: usize, stride: usize, weights: usize, end: usize): D {
  let sum = same<D>(0);
  for (let weight = weights; weight < end; weight += 8, values += stride) {
    sum = plus<D>(sum, times<D>(readSame<D>(weight), readAs<D, f64>(values)));
  }
  return sum;
}

function mean<D>(values: usize, stride: usize, weights: usize, end: usize): D {
  let total = same<D>(0);
  let at = values;
  for (let weight = weights; weight < end; weight += 8, at += stride) {
    total = plusIfNumber<D>(total, readAs<D, f64>(at), magnitude<D>(readSame<D>(weight)));
  }
  let sum = same<D>(0);
  at = values;
  for (let weight = weights; weight < end; weight += 8, at += stride) {
    const value = readAs<D, f64>(at);
    sum = plusIfNumber<D>(sum, value, over<D>(times<D>(readSame<D>(weight), value), total));
  }
  // Sums |weight|, so it is never negative.
  return ifMore<D>(total, same<D>(0), sum);
}
