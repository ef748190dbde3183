import type { Candles, Column } from './columns.js';

/**
 * ATR and RSI (Wilder) and EMA in one loop, so that three dependency chains overlap. Rows before an
 * indicator's first value are NaN.
 */
export function momentum(
  { high, low, close }: Candles,
  atrOut: Column,
  rsiOut: Column,
  emaOut: Column,
  atrPeriod: number,
  rsiPeriod: number,
  emaPeriod: number,
): void {
  const bars = close.length;
  const steady = Math.min(bars, Math.max(atrPeriod + 1, rsiPeriod + 1, emaPeriod));
  seedAtr(high, low, close, atrOut, atrPeriod, steady);
  seedRsi(close, rsiOut, rsiPeriod, steady);
  let ema = seedEma(close, emaOut, emaPeriod, steady);
  let atr = atrOut[steady - 1];
  let { gain, move } = rsiAverages(close, rsiPeriod, steady);
  const atrTake = 1 / atrPeriod;
  const rsiTake = 1 / rsiPeriod;
  const emaTake = 2 / (emaPeriod + 1);
  const atrKeep = 1 - atrTake;
  const rsiKeep = 1 - rsiTake;
  const emaKeep = 1 - emaTake;
  let previous = close[steady - 1];
  for (let t = steady; t < bars; t++) {
    const price = close[t];
    const top = high[t];
    const bottom = low[t];
    const step = price - previous;
    const size = Math.abs(step);
    const range = (top > previous ? top : previous) - (bottom < previous ? bottom : previous);
    atr = atr * atrKeep + range * atrTake;
    gain = gain * rsiKeep + (step + size) * (0.5 * rsiTake);
    move = move * rsiKeep + size * rsiTake;
    ema = ema * emaKeep + price * emaTake;
    atrOut[t] = atr;
    rsiOut[t] = move === 0 ? 50 : (100 * gain) / move;
    emaOut[t] = ema;
    previous = price;
  }
}

function seedAtr(high: Column, low: Column, close: Column, out: Column, period: number, to: number): void {
  let value = 0;
  for (let t = 0; t < to; t++) {
    const previous = close[Math.max(t - 1, 0)];
    const range = Math.max(high[t], previous) - Math.min(low[t], previous);
    if (t > 0) value = t <= period ? value + range / period : value + (range - value) / period;
    out[t] = t < period ? NaN : value;
  }
}

/** The averages after row `to` − 1; a short first part is run twice rather than passed around. */
function rsiAverages(close: Column, period: number, to: number): { gain: number; move: number } {
  let gain = 0;
  let move = 0;
  for (let t = 1; t < to; t++) {
    const step = close[t] - close[t - 1];
    if (t <= period) {
      gain += Math.max(step, 0) / period;
      move += Math.abs(step) / period;
    } else {
      gain += (Math.max(step, 0) - gain) / period;
      move += (Math.abs(step) - move) / period;
    }
  }
  return { gain, move };
}

function seedRsi(close: Column, out: Column, period: number, to: number): void {
  for (let t = 0; t < to; t++) {
    if (t < period) {
      out[t] = NaN;
      continue;
    }
    const { gain, move } = rsiAverages(close, period, t + 1);
    out[t] = move === 0 ? 50 : (100 * gain) / move;
  }
}

function seedEma(close: Column, out: Column, period: number, to: number): number {
  let value = 0;
  for (let t = 0; t < to; t++) {
    value = t < period ? value + close[t] / period : value + ((close[t] - value) * 2) / (period + 1);
    out[t] = t < period - 1 ? NaN : value;
  }
  return value;
}
