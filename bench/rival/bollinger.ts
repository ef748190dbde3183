import type { Column } from './columns.js';

/**
 * Bands from running sums of the distance to the first close and of its square: one value enters, one leaves.
 * In float64 the error stays below our kernels' promise for series of this length.
 */
export function bollinger(
  close: Column,
  upperOut: Column,
  middleOut: Column,
  lowerOut: Column,
  period: number,
  multiplier: number,
): void {
  const bars = close.length;
  const anchor = close[0];
  const share = 1 / period;
  let sum = 0;
  let squares = 0;
  const start = Math.min(period - 1, bars);
  for (let t = 0; t < start; t++) {
    const distance = close[t] - anchor;
    sum += distance;
    squares += distance * distance;
    upperOut[t] = middleOut[t] = lowerOut[t] = NaN;
  }
  for (let t = start; t < bars; t++) {
    const entering = close[t] - anchor;
    sum += entering;
    squares += entering * entering;
    const mean = sum * share;
    const variance = squares * share - mean * mean;
    const reach = variance > 0 ? multiplier * Math.sqrt(variance) : 0;
    const middle = anchor + mean;
    upperOut[t] = middle + reach;
    middleOut[t] = middle;
    lowerOut[t] = middle - reach;
    const leaving = close[t - start] - anchor;
    sum -= leaving;
    squares -= leaving * leaving;
  }
}
