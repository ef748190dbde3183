import type { Column } from './columns.js';

/** The part of correlations with one benchmark that all markets share; computed once. */
export interface Benchmark {
  readonly returns: Float64Array;
  /** Σy of each window and 1 / sqrt(n·Σy² − (Σy)²); NaN if the window is not full. */
  readonly sums: Float64Array;
  readonly inverses: Float64Array;
}

export function createBenchmark(bars: number): Benchmark {
  return { returns: new Float64Array(bars), sums: new Float64Array(bars), inverses: new Float64Array(bars) };
}

export function prepareBenchmark(
  close: Float64Array,
  { returns, sums, inverses }: Benchmark,
  period: number,
): void {
  returns[0] = 0;
  for (let t = 1; t < close.length; t++) returns[t] = close[t] / close[t - 1] - 1;
  let sum = 0;
  let squares = 0;
  for (let t = 0; t < close.length; t++) {
    sum += returns[t];
    squares += returns[t] * returns[t];
    if (t > period) {
      const leaving = returns[t - period];
      sum -= leaving;
      squares -= leaving * leaving;
    }
    sums[t] = t < period ? NaN : sum;
    inverses[t] = t < period ? NaN : 1 / Math.sqrt(period * squares - sum * sum);
  }
}

/** Pearson correlation of the last `period` simple returns. ring: `period` numbers, the returns that will leave. */
export function correlation(
  close: Column,
  { returns, sums, inverses }: Benchmark,
  out: Column,
  ring: Float64Array,
  period: number,
): void {
  const bars = close.length;
  ring.fill(0);
  let sum = 0;
  let squares = 0;
  let products = 0;
  let place = 0;
  let previous = close[0];
  for (let t = 0; t < Math.min(period, bars); t++) out[t] = NaN;
  for (let t = 1; t < bars; t++) {
    const price = close[t];
    const x = price / previous - 1;
    previous = price;
    const left = ring[place];
    ring[place] = x;
    place = place + 1 === period ? 0 : place + 1;
    sum += x - left;
    squares += x * x - left * left;
    products += x * returns[t];
    if (t >= period) {
      products -= left * returns[t - period];
      const variance = period * squares - sum * sum;
      const covariance = period * products - sum * sums[t];
      out[t] = variance > 0 ? (covariance * inverses[t]) / Math.sqrt(variance) : NaN;
    }
  }
}
