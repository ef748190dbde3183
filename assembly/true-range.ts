import { add, greater, ifLess, lesser, read, row, splat, subtract, undefinedLanes, write } from './lanes';
import { barsSince, clampRow, firstSteadyRow, Steady, WarmUp } from './phases';

/**
 * max(high, previous close) − min(low, previous close), measured from the previous close: its error is relative to the
 * range and not to the price.
 */
export function rangeOf<V>(change: V, upper: V, lower: V): V {
  const zero = splat<V>(0);
  return subtract<V>(greater<V>(add<V>(change, upper), zero), lesser<V>(add<V>(change, lower), zero));
}

function rows<V, Phase>(
  starts: usize,
  change: usize,
  upper: usize,
  lower: usize,
  out: usize,
  rowStride: usize,
  from: i32,
  to: i32,
): void {
  for (let t = from; t < to; t++) {
    let range = rangeOf<V>(read<V>(row(change, t)), read<V>(row(upper, t)), read<V>(row(lower, t)));
    if (isInteger<Phase>()) {
      range = ifLess<V>(barsSince<V>(starts, t), splat<V>(1), undefinedLanes<V>(), range);
    }
    write<V>(out + (t as usize) * rowStride, range);
  }
}

function kernel<V>(
  starts: usize,
  change: usize,
  upper: usize,
  lower: usize,
  out: usize,
  rowStride: usize,
  from: i32,
  to: i32,
): void {
  const steady = clampRow(firstSteadyRow<V>(starts, 1), from, to);
  rows<V, WarmUp>(starts, change, upper, lower, out, rowStride, from, steady);
  rows<V, Steady>(starts, change, upper, lower, out, rowStride, steady, to);
}

/** True range of rows [from, to); not defined on a lane's first bar, which has no previous close. */
export function trueRange(
  starts: usize,
  change: usize,
  upper: usize,
  lower: usize,
  out: usize,
  rowStride: usize,
  from: i32,
  to: i32,
): void {
  if (ASC_FEATURE_SIMD) kernel<v128>(starts, change, upper, lower, out, rowStride, from, to);
  else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32>(starts + i, change + i, upper + i, lower + i, out + i, rowStride, from, to);
    }
  }
}
