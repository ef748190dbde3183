import { Call } from './call';
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
 * Rows summed plainly before they are added to the compensated base, so that rounding errors do not grow with the day.
 * A power of two.
 */
const CHUNK: i32 = 32;

/** (high + low + close) / 3, relative to the close. */
export function typicalPrice<V>(close: V, upper: V, lower: V): V {
  return add<V>(close, multiply<V>(add<V>(upper, lower), splat<V>((1 as f32) / (3 as f32))));
}

/** Quotient, undefined if the divisor is 0. */
export function ratio<V>(dividend: V, divisor: V): V {
  return ifEqual<V>(divisor, splat<V>(0), undefinedLanes<V>(), divide<V>(dividend, divisor));
}

/** Compares the bits of a flag, 0 or 1: integers compare faster. */
function startsSession(sessions: usize, t: i32): bool {
  return load<i32>(sessions + ((t as usize) << 2)) != 0;
}

function rows<V, Phase>(call: Call, lane: usize, from: i32, to: i32): void {
  const close = call.close + lane;
  const sessions = call.sessions;
  const rowStride = call.rowStride;
  const state = call.state + lane;
  const zero = splat<V>(0);
  let valueBase = from == 0 ? zero : read<V>(state);
  let valueCarry = from == 0 ? zero : read<V>(state + 16);
  let value = from == 0 ? zero : read<V>(state + 32);
  let volumeBase = from == 0 ? zero : read<V>(state + 48);
  let volumeCarry = from == 0 ? zero : read<V>(state + 64);
  let traded = from == 0 ? zero : read<V>(state + 80);
  const toUpper = call.upper - call.close;
  const toLower = call.lower - call.close;
  const toVolume = call.volume - call.close;
  let target = call.out + lane + (from as usize) * rowStride;
  let since = zero;
  if (isInteger<Phase>()) since = barsSince<V>(call.starts + lane, from);
  let t = from;
  while (t < to) {
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
    if (startsSession(sessions, t)) {
      valueBase = zero;
      valueCarry = zero;
      value = zero;
      volumeBase = zero;
      volumeCarry = zero;
      traded = zero;
    }
    let at = row(close, t);
    // Runs to the next row where one of the above is due.
    const chunkEnd = min((t | (CHUNK - 1)) + 1, to);
    do t++;
    while (t < chunkEnd && !startsSession(sessions, t));
    const last = row(close, t);
    do {
      let amount = read<V>(at + toVolume);
      const price = typicalPrice<V>(read<V>(at), read<V>(at + toUpper), read<V>(at + toLower));
      let paid = multiply<V>(price, amount);
      if (isInteger<Phase>()) {
        amount = ifLess<V>(since, zero, zero, amount);
        paid = ifLess<V>(since, zero, zero, paid);
        since = add<V>(since, splat<V>(1));
      }
      value = add<V>(value, paid);
      traded = add<V>(traded, amount);
      write<V>(target, ratio<V>(add<V>(valueBase, value), add<V>(volumeBase, traded)));
      target += rowStride;
      at += 16;
    } while (at < last);
  }
  write<V>(state, valueBase);
  write<V>(state + 16, valueCarry);
  write<V>(state + 32, value);
  write<V>(state + 48, volumeBase);
  write<V>(state + 64, volumeCarry);
  write<V>(state + 80, traded);
}

/**
 * Volume-weighted mean of the typical price since the last session start, or since the lane's first bar if that is
 * later; undefined until some volume is traded. state: 6 rows.
 */
export function vwap<V>(call: Call, lane: usize): void {
  const steady = clampRow(firstSteadyRow<V>(call.starts + lane, 0), call.from, call.to);
  if (call.from < steady) rows<V, WarmUp>(call, lane, call.from, steady);
  if (steady < call.to) rows<V, Steady>(call, lane, steady, call.to);
}
