import { Call } from './call';
import {
  absolute,
  add,
  constant,
  divide,
  greater,
  ifEqual,
  ifLess,
  multiply,
  read,
  row,
  splat,
  undefinedLanes,
  write,
} from './lanes';
import { barsSince, clampRow, firstSteadyRow, Steady, WarmUp } from './phases';
import { smooth } from './smooth';

// Read from memory in every row: as splats they would occupy two registers that the averages need (docs/kernels.md).
const HUNDRED: usize = ASC_FEATURE_SIMD ? memory.data<f32>([100, 100, 100, 100], 16) : 0;
const FIFTY: usize = ASC_FEATURE_SIMD ? memory.data<f32>([50, 50, 50, 50], 16) : 0;

/** 100·gain/(gain + loss); 50 if nothing moved. move = gain + loss. */
export function strength<V>(gain: V, move: V): V {
  const ratio = divide<V>(multiply<V>(constant<V>(HUNDRED, 100), gain), move);
  return ifEqual<V>(move, splat<V>(0), constant<V>(FIFTY, 50), ratio);
}

/**
 * The change at which the index keeps its value: a flat bar shrinks both averages by the same factor. With a window of
 * one bar nothing remains of them, so no change qualifies.
 */
function standstill<V>(period: V): V {
  return ifEqual<V>(period, splat<V>(1), undefinedLanes<V>(), splat<V>(0));
}

/** The index after a bar: unchanged if the bar is flat, except for the first index. */
export function strengthAfter<V, Phase>(before: V, gain: V, move: V, step: V, count: V, length: V): V {
  if (isInteger<Phase>()) {
    const fresh = strength<V>(gain, move);
    const index = ifEqual<V>(step, standstill<V>(length), before, fresh);
    const defined = ifLess<V>(length, count, index, fresh);
    return ifLess<V>(count, length, undefinedLanes<V>(), defined);
  }
  // A bar with a step has a nonzero move.
  const fresh = divide<V>(multiply<V>(constant<V>(HUNDRED, 100), gain), move);
  return ifEqual<V>(step, splat<V>(0), before, fresh);
}

/** The first row that strengthAfter may treat as steady; none if the window is one bar. */
export function firstSteadyStrength<V>(starts: usize, period: i32, longest: i32): i32 {
  return period == 1 ? i32.MAX_VALUE : firstSteadyRow<V>(starts, longest + 1);
}

function rows<V, Phase>(call: Call, lane: usize, from: i32, to: i32): void {
  const rowStride = call.rowStride;
  const state = call.state + lane;
  const length = splat<V>(call.period as f32);
  const kept = splat<V>(call.weight);
  const taken = splat<V>(1 - call.weight);
  const zero = splat<V>(0);
  let gain = from == 0 ? zero : read<V>(state);
  let move = from == 0 ? zero : read<V>(state + 16);
  let index = from == 0 ? undefinedLanes<V>() : read<V>(state + 32);
  let target = call.out + lane + (from as usize) * rowStride;
  let count = length;
  if (isInteger<Phase>()) count = barsSince<V>(call.starts + lane, from);
  const last = row(call.change + lane, to);
  let at = row(call.change + lane, from);
  if (at < last) {
    do {
      const step = read<V>(at);
      gain = smooth<V, Phase>(gain, greater<V>(step, zero), count, length, kept, taken);
      move = smooth<V, Phase>(move, absolute<V>(step), count, length, kept, taken);
      index = strengthAfter<V, Phase>(index, gain, move, step, count, length);
      if (isInteger<Phase>()) count = add<V>(count, splat<V>(1));
      write<V>(target, index);
      target += rowStride;
      at += 16;
    } while (at < last);
  }
  write<V>(state, gain);
  write<V>(state + 16, move);
  write<V>(state + 32, index);
}

/**
 * Relative strength index, 0…100: gains and moves are averaged as in atr; first value `period` bars after a lane's
 * start. state: 3 rows (average gain, average absolute change, index).
 */
export function rsi<V>(call: Call, lane: usize): void {
  const steady = clampRow(
    firstSteadyStrength<V>(call.starts + lane, call.period, call.period),
    call.from,
    call.to,
  );
  rows<V, WarmUp>(call, lane, call.from, steady);
  if (steady < call.to) rows<V, Steady>(call, lane, steady, call.to);
}
