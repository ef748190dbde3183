import { Call } from './call';
import { add, constant, ifLess, read, row, splat, undefinedLanes, unlessBelow, write } from './lanes';
import { barsSince, clampRow, firstSteadyRow, Steady, WarmUp } from './phases';
import { smooth } from './smooth';
import { rangeOf } from './true-range';

/** Smallest normal float32. */
const NORMAL: f32 = 1.1754943508222875e-38;

// Read from memory in every row, like the constants of rsi.ts.
const SMALLEST_NORMAL: usize = ASC_FEATURE_SIMD ? memory.data<f32>([NORMAL, NORMAL, NORMAL, NORMAL], 16) : 0;

/**
 * The average to report. Below the smallest normal number rounding would stop it from shrinking any further, so it is
 * reported as 0.
 */
export function settled<V>(average: V): V {
  return unlessBelow<V>(average, constant<V>(SMALLEST_NORMAL, NORMAL));
}

function rows<V, Phase>(call: Call, lane: usize, from: i32, to: i32): void {
  const rowStride = call.rowStride;
  const state = call.state + lane;
  const length = splat<V>(call.period as f32);
  const kept = splat<V>(call.weight);
  const taken = splat<V>(1 - call.weight);
  let average = from == 0 ? splat<V>(0) : read<V>(state);
  const toUpper = call.upper - call.change;
  const toLower = call.lower - call.change;
  let target = call.out + lane + (from as usize) * rowStride;
  let count = length;
  if (isInteger<Phase>()) count = barsSince<V>(call.starts + lane, from);
  const last = row(call.change + lane, to);
  let at = row(call.change + lane, from);
  if (at < last) {
    do {
      const range = rangeOf<V>(read<V>(at), read<V>(at + toUpper), read<V>(at + toLower));
      average = smooth<V, Phase>(average, range, count, length, kept, taken);
      let result = settled<V>(average);
      if (isInteger<Phase>()) {
        result = ifLess<V>(count, length, undefinedLanes<V>(), result);
        count = add<V>(count, splat<V>(1));
      }
      write<V>(target, result);
      target += rowStride;
      at += 16;
    } while (at < last);
  }
  write<V>(state, average);
}

/**
 * Average true range: mean of the first `period` true ranges, then average·weight + range·(1 − weight); first value
 * `period` bars after a lane's start. state: 1 row.
 */
export function atr<V>(call: Call, lane: usize): void {
  const steady = clampRow(firstSteadyRow<V>(call.starts + lane, call.period + 1), call.from, call.to);
  rows<V, WarmUp>(call, lane, call.from, steady);
  if (steady < call.to) rows<V, Steady>(call, lane, steady, call.to);
}
