// Metrics computed from candles and other metrics.
import { ifAtLeast, minus, over, same, times } from '../doubles';
import { row } from '../lanes';
import { at, ColumnCall, Prices, put, take, width } from './column-call';

/**
 * ATR / price; distance of the price from the session average in ATRs, NaN unless the ATR is at least `least` · price.
 * atr: float32.
 */
@unmanaged
export class RatioColumns extends ColumnCall {
  atr: usize;
  vwap: usize;
  close: usize;
  ratios: usize;
  gaps: usize;
  least: f64;

  run<D>(from: i32, to: i32): void {
    let t = from;
    do {
      const range = take<D, f32>(this.atr, t);
      const price = take<D, f64>(this.close, t);
      put<D>(this.ratios, t, over<D>(range, price));
      const gap = over<D>(minus<D>(price, take<D, f64>(this.vwap, t)), range);
      put<D>(this.gaps, t, ifAtLeast<D>(range, times<D>(same<D>(this.least), price), gap));
      t += width<D>();
    } while (t < to);
  }
}

/**
 * ATR of the last closed context bar / price; a context bar spans `factor` rows and is known once its last row closes.
 * lane: the ATRs; row 0 belongs to the context bar of rows [0, factor).
 */
@unmanaged
export class ContextRatioColumn extends ColumnCall {
  lane: usize;
  close: usize;
  out: usize;
  factor: i32;
  prices: usize;

  run<D>(from: i32, to: i32): void {
    // Both handle any number of rows.
    if (ASC_FEATURE_SIMD && !isVector<D>()) return this.run<v128>(from, to);
    const factor = this.factor;
    const lane = this.lane;
    const close = this.close;
    const out = this.out;
    const scale = changetype<Prices>(this.prices).scale;
    const contextAtr = changetype<Prices>(this.prices).contextAtr;
    let t = from;
    while (t < to) {
      const closed = (t + 1) / factor;
      const range = closed > 0 ? (load<f32>(row(lane, closed - 1)) as f64) * scale : contextAtr;
      const end = min(to, (closed + 1) * factor - 1);
      if (isVector<D>()) for (; t + 2 <= end; t += 2) known<v128>(close, out, t, range);
      for (; t < end; t++) known<f64>(close, out, t, range);
    }
  }
}

function known<D>(close: usize, out: usize, t: i32, range: f64): void {
  put<D>(out, t, over<D>(same<D>(range), take<D, f64>(close, t)));
}

/**
 * Breakouts as int8. The channel comes from the kernels; if the price is within `doubt` · price of an edge, the
 * previous `period` bars decide.
 */
@unmanaged
export class BreakoutColumn extends ColumnCall {
  high: usize;
  low: usize;
  close: usize;
  channelHigh: usize;
  channelLow: usize;
  out: usize;
  period: i32;
  doubt: f64;

  run<D>(from: i32, to: i32): void {
    const close = this.close;
    const channelHigh = this.channelHigh;
    const channelLow = this.channelLow;
    const out = this.out;
    const doubt = this.doubt;
    let t = from;
    do {
      if (isVector<D>()) {
        const price = v128.load(at(close, t));
        const near = f64x2.mul(f64x2.splat(doubt), price);
        const above = f64x2.sub(price, v128.load(at(channelHigh, t)));
        const below = f64x2.sub(v128.load(at(channelLow, t)), price);
        const isInside = v128.and(f64x2.lt(above, f64x2.neg(near)), f64x2.lt(below, f64x2.neg(near)));
        const isUp = f64x2.gt(above, near);
        const isDown = v128.andnot(f64x2.gt(below, near), isUp);
        if (i64x2.all_true(v128.or(isInside, v128.or(isUp, isDown)))) {
          // A comparison yields −1 if true.
          const codes = i64x2.sub(isDown, isUp);
          v128.store_lane<i8>(out + (t as usize), codes, 0);
          v128.store_lane<i8>(out + (t as usize), codes, 8, 1);
          t += 2;
          continue;
        }
      }
      if (isVector<D>()) {
        for (let end = t + 2; t < end; t++) store<i8>(out + (t as usize), this.breakout(t) as i8);
      } else {
        store<i8>(out + (t as usize), this.breakout(t) as i8);
        t++;
      }
    } while (t < to);
  }

  /** 1 above the channel, −1 below it, otherwise 0. */
  private breakout(t: i32): i32 {
    const price = load<f64>(at(this.close, t));
    const above = price - load<f64>(at(this.channelHigh, t));
    const below = load<f64>(at(this.channelLow, t)) - price;
    const near = this.doubt * price;
    if (above < -near && below < -near) return 0;
    if (above > near) return 1;
    if (below > near) return -1;
    return exactBreakout(this.high, this.low, price, t, this.period);
  }
}

/** 1 if the close is above every high of the previous `period` rows, −1 if below every low, otherwise 0. */
function exactBreakout(high: usize, low: usize, price: f64, t: i32, period: i32): i32 {
  let isUp = true;
  let isDown = true;
  for (let i = t - period; i < t; i++) {
    if (load<f64>(at(high, i)) >= price) isUp = false;
    if (load<f64>(at(low, i)) <= price) isDown = false;
  }
  return isUp ? 1 : isDown ? -1 : 0;
}
