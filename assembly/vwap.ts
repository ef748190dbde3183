import {
  add,
  divide,
  ifEqual,
  ifLess,
  multiply,
  read,
  row,
  splat,
  subtract,
  undefinedLanes,
  write,
} from './lanes';
import { barsSince, clampRow, firstSteadyRow, Steady, WarmUp } from './phases';

/**
 * Rows that are added up plainly before they join the compensated base: ends rounding errors that grow with the day.
 * A power of two.
 */
const CHUNK: i32 = 32;

/** (high + low + close) / 3, from the close. */
export function typicalPrice<V>(close: V, upper: V, lower: V): V {
  return add<V>(close, multiply<V>(add<V>(upper, lower), splat<V>((1 as f32) / (3 as f32))));
}

/** Quotient, not defined where the divisor is 0. */
export function ratio<V>(dividend: V, divisor: V): V {
  return ifEqual<V>(divisor, splat<V>(0), undefinedLanes<V>(), divide<V>(dividend, divisor));
}

function rows<V, Phase>(
  starts: usize,
  close: usize,
  upper: usize,
  lower: usize,
  volume: usize,
  sessions: usize,
  out: usize,
  rowStride: usize,
  state: usize,
  from: i32,
  to: i32,
): void {
  const zero = splat<V>(0);
  let valueBase = from == 0 ? zero : read<V>(state);
  let valueCarry = from == 0 ? zero : read<V>(state + 16);
  let value = from == 0 ? zero : read<V>(state + 32);
  let volumeBase = from == 0 ? zero : read<V>(state + 48);
  let volumeCarry = from == 0 ? zero : read<V>(state + 64);
  let traded = from == 0 ? zero : read<V>(state + 80);
  for (let t = from; t < to; t++) {
    if ((t & (CHUNK - 1)) == 0) {
      const valuePart = subtract<V>(value, valueCarry);
      const valueSum = add<V>(valueBase, valuePart);
      valueCarry = subtract<V>(subtract<V>(valueSum, valueBase), valuePart);
      valueBase = valueSum;
      value = zero;
      const volumePart = subtract<V>(traded, volumeCarry);
      const volumeSum = add<V>(volumeBase, volumePart);
      volumeCarry = subtract<V>(subtract<V>(volumeSum, volumeBase), volumePart);
      volumeBase = volumeSum;
      traded = zero;
    }
    // The bits of a flag: 0 or those of 1, and integers compare faster.
    if (load<i32>(sessions + ((t as usize) << 2)) != 0) {
      valueBase = zero;
      valueCarry = zero;
      value = zero;
      volumeBase = zero;
      volumeCarry = zero;
      traded = zero;
    }
    let amount = read<V>(row(volume, t));
    const price = typicalPrice<V>(read<V>(row(close, t)), read<V>(row(upper, t)), read<V>(row(lower, t)));
    let paid = multiply<V>(price, amount);
    if (isInteger<Phase>()) {
      const since = barsSince<V>(starts, t);
      amount = ifLess<V>(since, zero, zero, amount);
      paid = ifLess<V>(since, zero, zero, paid);
    }
    value = add<V>(value, paid);
    traded = add<V>(traded, amount);
    const mean = ratio<V>(add<V>(valueBase, value), add<V>(volumeBase, traded));
    write<V>(out + (t as usize) * rowStride, mean);
  }
  write<V>(state, valueBase);
  write<V>(state + 16, valueCarry);
  write<V>(state + 32, value);
  write<V>(state + 48, volumeBase);
  write<V>(state + 64, volumeCarry);
  write<V>(state + 80, traded);
}

function kernel<V>(
  starts: usize,
  close: usize,
  upper: usize,
  lower: usize,
  volume: usize,
  sessions: usize,
  out: usize,
  rowStride: usize,
  state: usize,
  from: i32,
  to: i32,
): void {
  const steady = clampRow(firstSteadyRow<V>(starts, 0), from, to);
  if (from < steady) {
    rows<V, WarmUp>(starts, close, upper, lower, volume, sessions, out, rowStride, state, from, steady);
  }
  if (steady < to) {
    rows<V, Steady>(starts, close, upper, lower, volume, sessions, out, rowStride, state, steady, to);
  }
}

/**
 * Volume-weighted mean of the typical price since the last session start, or since the lane's first bar if that is
 * later; not defined while no volume was traded. sessions: one f32 for each row, shared by all lanes, not 0 where a
 * session starts. state: 6 rows.
 */
export function vwap(
  starts: usize,
  close: usize,
  upper: usize,
  lower: usize,
  volume: usize,
  sessions: usize,
  out: usize,
  rowStride: usize,
  state: usize,
  from: i32,
  to: i32,
): void {
  if (ASC_FEATURE_SIMD) {
    kernel<v128>(starts, close, upper, lower, volume, sessions, out, rowStride, state, from, to);
  } else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32>(
        starts + i,
        close + i,
        upper + i,
        lower + i,
        volume + i,
        sessions,
        out + i,
        rowStride,
        state + i,
        from,
        to,
      );
    }
  }
}
