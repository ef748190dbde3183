import { Call } from './call';
import { absolute, add, greater, ifLess, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince, clampRow, Steady, WarmUp } from './phases';
import { settled } from './atr';
import { firstSteadyStrength, strengthAfter } from './rsi';
import { smooth } from './smooth';
import { rangeOf } from './true-range';

function rows<V, Phase>(call: Call, lane: usize, from: i32, to: i32): void {
  const change = call.change + lane;
  const rowStride = call.rowStride;
  const atrState = call.state + lane;
  const rsiState = call.secondState + lane;
  const emaState = call.thirdState + lane;
  const zero = splat<V>(0);
  const atrLength = splat<V>(call.period as f32);
  const rsiLength = splat<V>(call.secondPeriod as f32);
  const emaLength = splat<V>(call.thirdPeriod as f32);
  const atrKept = splat<V>(call.weight);
  const atrTaken = splat<V>(1 - call.weight);
  const rsiKept = splat<V>(call.secondWeight);
  const rsiTaken = splat<V>(1 - call.secondWeight);
  const emaKept = splat<V>(call.thirdWeight);
  const emaTaken = splat<V>(1 - call.thirdWeight);
  let range = from == 0 ? zero : read<V>(atrState);
  let gain = from == 0 ? zero : read<V>(rsiState);
  let move = from == 0 ? zero : read<V>(rsiState + 16);
  let index = from == 0 ? undefinedLanes<V>() : read<V>(rsiState + 32);
  let level = from == 0 ? zero : read<V>(emaState);
  // Advancing addresses and fixed distances between columns: less address arithmetic than computing each from `t`.
  const toUpper = call.upper - call.change;
  const toLower = call.lower - call.change;
  const toClose = call.close - call.change;
  const toRsi = call.secondOut - call.out;
  const toEma = call.thirdOut - call.out;
  let target = call.out + lane + (from as usize) * rowStride;
  let bars = zero;
  let closes = zero;
  const one = splat<V>(1);
  if (isInteger<Phase>()) bars = barsSince<V>(call.starts + lane, from);
  const last = row(change, to);
  let at = row(change, from);
  if (at < last) {
    // In another order one of the averages is spilled: its chain goes through memory and takes 1.5 times as long.
    do {
      const step = read<V>(at);
      if (isInteger<Phase>()) closes = add<V>(bars, one);
      gain = smooth<V, Phase>(gain, greater<V>(step, zero), bars, rsiLength, rsiKept, rsiTaken);
      move = smooth<V, Phase>(move, absolute<V>(step), bars, rsiLength, rsiKept, rsiTaken);
      index = strengthAfter<V, Phase>(index, gain, move, step, bars, rsiLength);
      write<V>(target + toRsi, index);
      level = smooth<V, Phase>(level, read<V>(at + toClose), closes, emaLength, emaKept, emaTaken);
      let ema = level;
      if (isInteger<Phase>()) ema = ifLess<V>(closes, emaLength, undefinedLanes<V>(), ema);
      write<V>(target + toEma, ema);
      const newRange = rangeOf<V>(step, read<V>(at + toUpper), read<V>(at + toLower));
      range = smooth<V, Phase>(range, newRange, bars, atrLength, atrKept, atrTaken);
      let atr = settled<V>(range);
      if (isInteger<Phase>()) atr = ifLess<V>(bars, atrLength, undefinedLanes<V>(), atr);
      write<V>(target, atr);
      if (isInteger<Phase>()) bars = closes;
      target += rowStride;
      at += 16;
    } while (at < last);
  }
  write<V>(atrState, range);
  write<V>(rsiState, gain);
  write<V>(rsiState + 16, move);
  write<V>(rsiState + 32, index);
  write<V>(emaState, level);
}

/**
 * atr, rsi and ema in one pass, bit for bit: three independent dependency chains overlap, so together they take little
 * longer than one. The states are those of the single kernels.
 */
export function momentum<V>(call: Call, lane: usize): void {
  const longest = max(max(call.period, call.secondPeriod), call.thirdPeriod);
  const first = firstSteadyStrength<V>(call.starts + lane, call.secondPeriod, longest);
  const steady = clampRow(first, call.from, call.to);
  rows<V, WarmUp>(call, lane, call.from, steady);
  if (steady < call.to) rows<V, Steady>(call, lane, steady, call.to);
}
