// Metrics that are made of candles and of other metrics, for rows [from, to).
import { ifAtLeast, minus, over, same, times } from '../doubles';
import { row } from '../lanes';
import { at, put, take } from './pairs';

function ratio<D>(
  atr: usize,
  vwap: usize,
  close: usize,
  ratios: usize,
  gaps: usize,
  t: i32,
  least: f64,
): void {
  const range = take<D, f32>(atr, t);
  const price = take<D, f64>(close, t);
  put<D>(ratios, t, over<D>(range, price));
  const gap = over<D>(minus<D>(price, take<D, f64>(vwap, t)), range);
  put<D>(gaps, t, ifAtLeast<D>(range, times<D>(same<D>(least), price), gap));
}

/**
 * ATR over price; distance of the price from the session average in ATRs, NaN unless the ATR is at least `least` of the
 * price. atr: float32.
 */
export function ratioColumns(
  atr: usize,
  vwap: usize,
  close: usize,
  ratios: usize,
  gaps: usize,
  from: i32,
  to: i32,
  least: f64,
): void {
  let t = from;
  if (ASC_FEATURE_SIMD) for (; t + 2 <= to; t += 2) ratio<v128>(atr, vwap, close, ratios, gaps, t, least);
  for (; t < to; t++) ratio<f64>(atr, vwap, close, ratios, gaps, t, least);
}

function known<D>(close: usize, out: usize, t: i32, range: f64): void {
  put<D>(out, t, over<D>(same<D>(range), take<D, f64>(close, t)));
}

/**
 * ATR of the last context bar that is closed, over price; a context bar is `factor` rows long and known from the close
 * of its last one on. lane: the ATRs, row 0 is that of the context bar of rows [0, factor); carried: the one before.
 */
export function contextRatioColumn(
  lane: usize,
  close: usize,
  out: usize,
  from: i32,
  to: i32,
  factor: i32,
  scale: f64,
  carried: f64,
): void {
  let t = from;
  while (t < to) {
    const closed = (t + 1) / factor;
    const range = closed > 0 ? (load<f32>(row(lane, closed - 1)) as f64) * scale : carried;
    const end = min(to, (closed + 1) * factor - 1);
    if (ASC_FEATURE_SIMD) for (; t + 2 <= end; t += 2) known<v128>(close, out, t, range);
    for (; t < end; t++) known<f64>(close, out, t, range);
  }
}

/** 1, −1 or 0: the close lies above every high, below every low of the `period` rows before, or neither. */
function exactBreakout(high: usize, low: usize, price: f64, t: i32, period: i32): i32 {
  let isUp = true;
  let isDown = true;
  for (let i = t - period; i < t; i++) {
    if (load<f64>(at(high, i)) >= price) isUp = false;
    if (load<f64>(at(low, i)) <= price) isDown = false;
  }
  return isUp ? 1 : isDown ? -1 : 0;
}

function breakoutOf(
  high: usize,
  low: usize,
  close: usize,
  channelHigh: usize,
  channelLow: usize,
  t: i32,
  period: i32,
  doubt: f64,
): i32 {
  const price = load<f64>(at(close, t));
  const above = price - load<f64>(at(channelHigh, t));
  const below = load<f64>(at(channelLow, t)) - price;
  const near = doubt * price;
  if (above < -near && below < -near) return 0;
  if (above > near) return 1;
  if (below > near) return -1;
  return exactBreakout(high, low, price, t, period);
}

/**
 * Breakouts as int8. The channel is that of the kernels; where the price is nearer to an edge than `doubt` · price, the
 * bars themselves decide.
 */
export function breakoutColumn(
  high: usize,
  low: usize,
  close: usize,
  channelHigh: usize,
  channelLow: usize,
  out: usize,
  from: i32,
  to: i32,
  period: i32,
  doubt: f64,
): void {
  let t = from;
  if (ASC_FEATURE_SIMD) {
    for (; t + 2 <= to; t += 2) {
      const price = v128.load(at(close, t));
      const near = f64x2.mul(f64x2.splat(doubt), price);
      const above = f64x2.sub(price, v128.load(at(channelHigh, t)));
      const below = f64x2.sub(v128.load(at(channelLow, t)), price);
      const isInside = v128.and(f64x2.lt(above, f64x2.neg(near)), f64x2.lt(below, f64x2.neg(near)));
      const isUp = f64x2.gt(above, near);
      const isDown = v128.andnot(f64x2.gt(below, near), isUp);
      if (i64x2.all_true(v128.or(isInside, v128.or(isUp, isDown)))) {
        // A comparison is −1 where it holds.
        const codes = i64x2.sub(isDown, isUp);
        v128.store_lane<i8>(out + (t as usize), codes, 0);
        v128.store_lane<i8>(out + (t as usize), codes, 8, 1);
        continue;
      }
      for (let i = t; i < t + 2; i++) {
        const code = breakoutOf(high, low, close, channelHigh, channelLow, i, period, doubt);
        store<i8>(out + (i as usize), code as i8);
      }
    }
  }
  for (; t < to; t++) {
    const code = breakoutOf(high, low, close, channelHigh, channelLow, t, period, doubt);
    store<i8>(out + (t as usize), code as i8);
  }
}
