import type { CandleSeries } from '../../src/market/candle-series.js';

/** Bars [from, to) in new columns. */
export function sliceBars(series: CandleSeries, from: number, to: number): CandleSeries {
  const cut = (column: Float64Array): Float64Array => column.slice(from, to);
  const { openTimeMs, open, high, low, close, volume, filled } = series;
  return {
    ...series,
    openTimeMs: cut(openTimeMs),
    open: cut(open),
    high: cut(high),
    low: cut(low),
    close: cut(close),
    volume: cut(volume),
    filled: filled.slice(from, to),
  };
}

/** Prices and volumes as float32. */
export function withFloat32Columns(series: CandleSeries): CandleSeries<Float32Array> {
  const { open, high, low, close, volume } = series;
  return {
    ...series,
    open: Float32Array.from(open),
    high: Float32Array.from(high),
    low: Float32Array.from(low),
    close: Float32Array.from(close),
    volume: Float32Array.from(volume),
  };
}
