import { add, ifLess, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince, clampRow, firstSteadyRow, Steady, WarmUp } from './phases';
import { smooth } from './smooth';

function rows<V, Phase>(
  starts: usize,
  close: usize,
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
    const count = add<V>(barsSince<V>(starts, t), splat<V>(1));
    average = smooth<V, Phase>(average, read<V>(row(close, t)), count, length, kept, taken);
    let result = average;
    if (isInteger<Phase>()) result = ifLess<V>(count, length, undefinedLanes<V>(), average);
    write<V>(out + (t as usize) * rowStride, result);
  }
  write<V>(state, average);
}

function kernel<V>(
  starts: usize,
  close: usize,
  out: usize,
  rowStride: usize,
  state: usize,
  from: i32,
  to: i32,
  period: i32,
  keep: f32,
): void {
  const steady = clampRow(firstSteadyRow<V>(starts, period), from, to);
  rows<V, WarmUp>(starts, close, out, rowStride, state, from, steady, period, keep);
  if (steady < to) rows<V, Steady>(starts, close, out, rowStride, state, steady, to, period, keep);
}

/** Exponential average of the close, seeded with the mean of the first `period` closes. state: 1 row. */
export function ema(
  starts: usize,
  close: usize,
  out: usize,
  rowStride: usize,
  state: usize,
  from: i32,
  to: i32,
  period: i32,
  keep: f32,
): void {
  if (ASC_FEATURE_SIMD) kernel<v128>(starts, close, out, rowStride, state, from, to, period, keep);
  else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32>(starts + i, close + i, out + i, rowStride, state + i, from, to, period, keep);
    }
  }
}
