import { absolute, add, greater, ifLess, read, row, splat, undefinedLanes, write } from './lanes';
import { barsSince, clampRow, firstSteadyRow, Steady, WarmUp } from './phases';
import { settled } from './atr';
import { standstill, strengthAfter } from './rsi';
import { smooth } from './smooth';
import { rangeOf } from './true-range';

function rows<V, Phase>(
  starts: usize,
  close: usize,
  change: usize,
  upper: usize,
  lower: usize,
  atrOut: usize,
  rsiOut: usize,
  emaOut: usize,
  rowStride: usize,
  atrState: usize,
  rsiState: usize,
  emaState: usize,
  from: i32,
  to: i32,
  atrPeriod: i32,
  atrKeep: f32,
  rsiPeriod: i32,
  rsiKeep: f32,
  emaPeriod: i32,
  emaKeep: f32,
): void {
  const zero = splat<V>(0);
  const still = standstill<V>(rsiPeriod);
  const atrLength = splat<V>(atrPeriod as f32);
  const rsiLength = splat<V>(rsiPeriod as f32);
  const emaLength = splat<V>(emaPeriod as f32);
  const atrKept = splat<V>(atrKeep);
  const atrTaken = splat<V>(1 - atrKeep);
  const rsiKept = splat<V>(rsiKeep);
  const rsiTaken = splat<V>(1 - rsiKeep);
  const emaKept = splat<V>(emaKeep);
  const emaTaken = splat<V>(1 - emaKeep);
  let range = from == 0 ? zero : read<V>(atrState);
  let gain = from == 0 ? zero : read<V>(rsiState);
  let move = from == 0 ? zero : read<V>(rsiState + 16);
  let index = from == 0 ? undefinedLanes<V>() : read<V>(rsiState + 32);
  let level = from == 0 ? zero : read<V>(emaState);
  // Addresses that walk, and distances to those that walk with them: the loop computes fewer of them than from `t`.
  const toUpper = upper - change;
  const toLower = lower - change;
  const toClose = close - change;
  const toRsi = rsiOut - atrOut;
  const toEma = emaOut - atrOut;
  let target = atrOut + (from as usize) * rowStride;
  let bars = zero;
  let closes = zero;
  const one = splat<V>(1);
  if (isInteger<Phase>()) bars = barsSince<V>(starts, from);
  const last = row(change, to);
  let at = row(change, from);
  if (at < last) {
    // The average that waits least for others first: the last of a row would lose its register.
    do {
      const step = read<V>(at);
      if (isInteger<Phase>()) closes = add<V>(bars, one);
      level = smooth<V, Phase>(level, read<V>(at + toClose), closes, emaLength, emaKept, emaTaken);
      let ema = level;
      if (isInteger<Phase>()) ema = ifLess<V>(closes, emaLength, undefinedLanes<V>(), ema);
      write<V>(target + toEma, ema);
      const newRange = rangeOf<V>(step, read<V>(at + toUpper), read<V>(at + toLower));
      range = smooth<V, Phase>(range, newRange, bars, atrLength, atrKept, atrTaken);
      let atr = settled<V>(range);
      if (isInteger<Phase>()) atr = ifLess<V>(bars, atrLength, undefinedLanes<V>(), atr);
      write<V>(target, atr);
      gain = smooth<V, Phase>(gain, greater<V>(step, zero), bars, rsiLength, rsiKept, rsiTaken);
      move = smooth<V, Phase>(move, absolute<V>(step), bars, rsiLength, rsiKept, rsiTaken);
      index = strengthAfter<V, Phase>(index, gain, move, step, still, bars, rsiLength);
      write<V>(target + toRsi, index);
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

function kernel<V>(
  starts: usize,
  close: usize,
  change: usize,
  upper: usize,
  lower: usize,
  atrOut: usize,
  rsiOut: usize,
  emaOut: usize,
  rowStride: usize,
  atrState: usize,
  rsiState: usize,
  emaState: usize,
  from: i32,
  to: i32,
  atrPeriod: i32,
  atrKeep: f32,
  rsiPeriod: i32,
  rsiKeep: f32,
  emaPeriod: i32,
  emaKeep: f32,
): void {
  const lookback = max(max(atrPeriod, rsiPeriod), emaPeriod) + 1;
  const steady = clampRow(firstSteadyRow<V>(starts, lookback), from, to);
  rows<V, WarmUp>(
    starts,
    close,
    change,
    upper,
    lower,
    atrOut,
    rsiOut,
    emaOut,
    rowStride,
    atrState,
    rsiState,
    emaState,
    from,
    steady,
    atrPeriod,
    atrKeep,
    rsiPeriod,
    rsiKeep,
    emaPeriod,
    emaKeep,
  );
  if (steady < to) {
    rows<V, Steady>(
      starts,
      close,
      change,
      upper,
      lower,
      atrOut,
      rsiOut,
      emaOut,
      rowStride,
      atrState,
      rsiState,
      emaState,
      steady,
      to,
      atrPeriod,
      atrKeep,
      rsiPeriod,
      rsiKeep,
      emaPeriod,
      emaKeep,
    );
  }
}

/**
 * atr, rsi and ema in one pass, with their bits: three chains that wait for themselves overlap, so together they take
 * little longer than one. States as those of the single kernels.
 */
export function momentum(
  starts: usize,
  close: usize,
  change: usize,
  upper: usize,
  lower: usize,
  atrOut: usize,
  rsiOut: usize,
  emaOut: usize,
  rowStride: usize,
  atrState: usize,
  rsiState: usize,
  emaState: usize,
  from: i32,
  to: i32,
  atrPeriod: i32,
  atrKeep: f32,
  rsiPeriod: i32,
  rsiKeep: f32,
  emaPeriod: i32,
  emaKeep: f32,
): void {
  if (ASC_FEATURE_SIMD) {
    kernel<v128>(
      starts,
      close,
      change,
      upper,
      lower,
      atrOut,
      rsiOut,
      emaOut,
      rowStride,
      atrState,
      rsiState,
      emaState,
      from,
      to,
      atrPeriod,
      atrKeep,
      rsiPeriod,
      rsiKeep,
      emaPeriod,
      emaKeep,
    );
  } else {
    for (let i: usize = 0; i < 16; i += 4) {
      kernel<f32>(
        starts + i,
        close + i,
        change + i,
        upper + i,
        lower + i,
        atrOut + i,
        rsiOut + i,
        emaOut + i,
        rowStride,
        atrState + i,
        rsiState + i,
        emaState + i,
        from,
        to,
        atrPeriod,
        atrKeep,
        rsiPeriod,
        rsiKeep,
        emaPeriod,
        emaKeep,
      );
    }
  }
}
