import { Call } from './call';
import { add, ifLess, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince, clampRow, firstSteadyRow, Steady, WarmUp } from './phases';
import { smooth } from './smooth';

function rows<V, Phase>(call: Call, lane: usize, from: i32, to: i32): void {
  const starts = call.starts + lane;
  const close = call.close + lane;
  const out = call.out + lane;
  const rowStride = call.rowStride;
  const state = call.state + lane;
  const length = splat<V>(call.period as f32);
  const kept = splat<V>(call.weight);
  const taken = splat<V>(1 - call.weight);
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

/** Exponential average of the close, seeded with the mean of the first `period` closes. state: 1 row. */
export function ema<V>(call: Call, lane: usize): void {
  const steady = clampRow(firstSteadyRow<V>(call.starts + lane, call.period), call.from, call.to);
  rows<V, WarmUp>(call, lane, call.from, steady);
  if (steady < call.to) rows<V, Steady>(call, lane, steady, call.to);
}
