import {
  absolute,
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

// Read from memory at every row: as splats they would take two of the registers that averages need (docs/kernels.md).
const HUNDRED: usize = ASC_FEATURE_SIMD ? memory.data<f32>([100, 100, 100, 100], 16) : 0;
const FIFTY: usize = ASC_FEATURE_SIMD ? memory.data<f32>([50, 50, 50, 50], 16) : 0;

/** 100·gain/(gain + loss); 50 where nothing moved. move = gain + loss. */
export function strength<V>(gain: V, move: V): V {
  const ratio = divide<V>(multiply<V>(constant<V>(HUNDRED, 100), gain), move);
  return ifEqual<V>(move, splat<V>(0), constant<V>(FIFTY, 50), ratio);
}

/**
 * What change an index keeps its value at: a bar that stands still shrinks both averages alike. With one bar to a
 * window there is nothing left of them: no change is that one.
 */
export function standstill<V>(period: i32): V {
  return splat<V>(period == 1 ? f32.NaN : 0);
}

/** The index after a bar: as before it where the change is `still`, but for the first that there is. */
export function strengthAfter<V, Phase>(
  before: V,
  gain: V,
  move: V,
  step: V,
  still: V,
  count: V,
  length: V,
): V {
  const fresh = strength<V>(gain, move);
  const index = ifEqual<V>(step, still, before, fresh);
  if (isInteger<Phase>()) {
    const defined = ifLess<V>(length, count, index, fresh);
    return ifLess<V>(count, length, undefinedLanes<V>(), defined);
  }
  return index;
}

function rows<V, Phase>(
  starts: usize,
  change: usize,
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
  const zero = splat<V>(0);
  const still = standstill<V>(period);
  let gain = from == 0 ? zero : read<V>(state);
  let move = from == 0 ? zero : read<V>(state + 16);
  let index = from == 0 ? undefinedLanes<V>() : read<V>(state + 32);
  for (let t = from; t < to; t++) {
    const step = read<V>(row(change, t));
    const count = barsSince<V>(starts, t);
    gain = smooth<V, Phase>(gain, greater<V>(step, zero), count, length, kept, taken);
    move = smooth<V, Phase>(move, absolute<V>(step), count, length, kept, taken);
    index = strengthAfter<V, Phase>(index, gain, move, step, still, count, length);
    write<V>(out + (t as usize) * rowStride, index);
  }
  write<V>(state, gain);
  write<V>(state + 16, move);
  write<V>(state + 32, index);
}

function kernel<V>(
  starts: usize,
  change: usize,
  out: usize,
  rowStride: usize,
  state: usize,
  from: i32,
  to: i32,
  period: i32,
  keep: f32,
): void {
  const steady = clampRow(firstSteadyRow<V>(starts, period + 1), from, to);
  rows<V, WarmUp>(starts, change, out, rowStride, state, from, steady, period, keep);
  if (steady < to) rows<V, Steady>(starts, change, out, rowStride, state, steady, to, period, keep);
}

/**
 * Relative strength index, 0…100: gains and moves averaged as in atr; first value `period` bars after a lane's start.
 * state: 3 rows (average gain, average absolute change, index).
 */
export function rsi(
  starts: usize,
  change: usize,
  out: usize,
  rowStride: usize,
  state: usize,
  from: i32,
  to: i32,
  period: i32,
  keep: f32,
): void {
  if (ASC_FEATURE_SIMD) kernel<v128>(starts, change, out, rowStride, state, from, to, period, keep);
  else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32>(starts + i, change + i, out + i, rowStride, state + i, from, to, period, keep);
    }
  }
}
