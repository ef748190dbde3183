import { constant, ifLess, read, row, splat, undefinedLanes, unlessBelow, write } from './lanes';
import { barsSince, clampRow, firstSteadyRow, Steady, WarmUp } from './phases';
import { smooth } from './smooth';
import { rangeOf } from './true-range';

/** Of float32. */
const NORMAL: f32 = 1.1754943508222875e-38;

// Read from memory at every row, as the constants of rsi.
const SMALLEST_NORMAL: usize = ASC_FEATURE_SIMD ? memory.data<f32>([NORMAL, NORMAL, NORMAL, NORMAL], 16) : 0;

/**
 * The average as it is reported. Below the smallest normal number it no longer shrinks as it should, but stops
 * somewhere: it is 0 there.
 */
export function settled<V>(average: V): V {
  return unlessBelow<V>(average, constant<V>(SMALLEST_NORMAL, NORMAL));
}

function rows<V, Phase>(
  starts: usize,
  change: usize,
  upper: usize,
  lower: usize,
  out: usize,
  rowStride: usize,
  state: usize,
  from: i32,
  to: i32,
  period: i32,
  keep: f32,
): void {
  const length = splat<V>(period as f32);
  const kept = splat<V>(keep);
  const taken = splat<V>(1 - keep);
  let average = from == 0 ? splat<V>(0) : read<V>(state);
  for (let t = from; t < to; t++) {
    const range = rangeOf<V>(read<V>(row(change, t)), read<V>(row(upper, t)), read<V>(row(lower, t)));
    const count = barsSince<V>(starts, t);
    average = smooth<V, Phase>(average, range, count, length, kept, taken);
    let result = settled<V>(average);
    if (isInteger<Phase>()) result = ifLess<V>(count, length, undefinedLanes<V>(), result);
    write<V>(out + (t as usize) * rowStride, result);
  }
  write<V>(state, average);
}

function kernel<V>(
  starts: usize,
  change: usize,
  upper: usize,
  lower: usize,
  out: usize,
  rowStride: usize,
  state: usize,
  from: i32,
  to: i32,
  period: i32,
  keep: f32,
): void {
  const steady = clampRow(firstSteadyRow<V>(starts, period + 1), from, to);
  rows<V, WarmUp>(starts, change, upper, lower, out, rowStride, state, from, steady, period, keep);
  if (steady < to)
    rows<V, Steady>(starts, change, upper, lower, out, rowStride, state, steady, to, period, keep);
}

/**
 * Average true range: mean of the first `period` true ranges, then average·keep + range·(1 − keep); first value
 * `period` bars after a lane's start. state: 1 row, carried from row `from` − 1 to row `to` − 1.
 */
export function atr(
  starts: usize,
  change: usize,
  upper: usize,
  lower: usize,
  out: usize,
  rowStride: usize,
  state: usize,
  from: i32,
  to: i32,
  period: i32,
  keep: f32,
): void {
  if (ASC_FEATURE_SIMD)
    kernel<v128>(starts, change, upper, lower, out, rowStride, state, from, to, period, keep);
  else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32>(
        starts + i,
        change + i,
        upper + i,
        lower + i,
        out + i,
        rowStride,
        state + i,
        from,
        to,
        period,
        keep,
      );
    }
  }
}
