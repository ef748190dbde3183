// Band widths for ranking. Two windows of the same shape must have equal widths, so the sums are float64: two lanes at
// a time in the simd build (`D` is v128), one in the scalar build (`D` is f64).
import { Call } from './call';
import { minus, plus, readAs, same, times, writeRounded } from './doubles';
import { spanStart } from './phases';
import { row } from './lanes';

/** Fraction of a width; the same as in src/kernels/engine/tie-tolerance.ts. */
const TIE_TOLERANCE: f32 = 4.76837158203125e-7;

/** A width below this counts as smaller than `width`: equal widths differ by rounding. */
export function tieFloor<V>(width: V): V {
  const share: f32 = 1 - TIE_TOLERANCE;
  if (isVector<V>()) return f32x4.mul(width, f32x4.splat(share));
  return (width * share) as V;
}

/** 2 · multiplier deviations in % of the middle; `price`: the origin of the distances. */
export function widthOf<D>(mean: D, meanSquare: D, price: D, factor: D): D {
  const variance = minus<D>(meanSquare, times<D>(mean, mean));
  if (isVector<D>()) {
    const deviation = f64x2.sqrt(f64x2.pmax(variance, f64x2.splat(0)));
    return f64x2.div(times<D>(factor, deviation), plus<D>(price, mean));
  }
  const deviation = sqrt<f64>(variance < 0 ? 0 : variance);
  return (factor * deviation) / (price + mean);
}

/** `width` in lanes with `bars` bars before this one. */
export function ifThere<D>(since: D, bars: i32, width: D): D {
  if (isVector<D>()) {
    const isYoung = f64x2.lt(since, f64x2.splat(bars as f64));
    return v128.bitselect(f64x2.splat(NaN), width, isYoung);
  }
  return since < (bars as f64) ? NaN : width;
}

/** As in bollinger.ts; row i of scratch: sum at 2i, sum of squares at 2i + 1. */
function suffixes<D>(change: usize, scratch: usize, first: i32, period: i32): void {
  let distance = same<D>(0);
  let sum = same<D>(0);
  let squares = same<D>(0);
  let kept = row(scratch, 2 * period);
  store<D>(kept, sum);
  store<D>(kept + 16, squares);
  if (first == 0) return;
  let at = row(change, first);
  for (kept -= 32; kept > scratch; kept -= 32, at -= 16) {
    distance = minus<D>(distance, readAs<D, f32>(at));
    sum = plus<D>(sum, distance);
    squares = plus<D>(squares, times<D>(distance, distance));
    store<D>(kept, sum);
    store<D>(kept + 16, squares);
  }
}

/** For one lane, or two. scratch: shared by the lanes, as its rows hold float64. */
function column<D>(call: Call, lane: usize, from: i32): void {
  const starts = call.starts + lane;
  const anchors = call.anchors + lane;
  const close = call.close + lane;
  const change = call.change + lane;
  const out = call.levels + lane;
  const scratch = call.scratch;
  const to = call.to;
  const period = call.period;
  const multiplier = call.weight;
  for (let first = spanStart(from, period); first < to; first += period) {
    const end = min(first + period, to);
    suffixes<D>(change, scratch, first, period);
    const share = same<D>((1 as f64) / (period as f64));
    const factor = same<D>((200 as f64) * (multiplier as f64));
    const price = plus<D>(readAs<D, f32>(row(close, first)), readAs<D, f32>(anchors));
    const one = same<D>(1);
    let since = minus<D>(same<D>(first as f64), readAs<D, f32>(starts));
    let distance = same<D>(0);
    let sum = same<D>(0);
    let squares = same<D>(0);
    let suffix = scratch + 32;
    for (let t = first; t < end; t++) {
      if (t > first) distance = plus<D>(distance, readAs<D, f32>(row(change, t)));
      sum = plus<D>(sum, distance);
      squares = plus<D>(squares, times<D>(distance, distance));
      const mean = times<D>(plus<D>(sum, load<D>(suffix)), share);
      const meanSquare = times<D>(plus<D>(squares, load<D>(suffix + 16)), share);
      const width = widthOf<D>(mean, meanSquare, price, factor);
      writeRounded<D>(row(out, t), ifThere<D>(since, period - 1, width));
      since = plus<D>(since, one);
      suffix += 32;
    }
  }
}

/**
 * Widths of the bands, equal to column 4 of bollinger except for rounding, written to the levels from row `from` on.
 * scratch: 2·(`period` + 1) rows. May rewrite rows before `from`, with the same bits.
 */
export function widthColumn<V>(call: Call, lane: usize, from: i32): void {
  if (isVector<V>()) {
    column<v128>(call, lane, from);
    column<v128>(call, lane + 8, from);
  } else {
    column<f64>(call, lane, from);
  }
}
