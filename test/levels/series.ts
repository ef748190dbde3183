import type { CandleSeries } from '../../src/market/candle-series.js';

export const TIMEFRAME_MS = 300_000;
const START_MS = Date.UTC(2024, 0, 1);

export interface Bar {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume?: number;
  readonly filled?: boolean;
}

/** Consecutive 5-minute bars; each opens at the close before. */
export function seriesOf(bars: readonly Bar[]): CandleSeries {
  const column = (of: (bar: Bar, index: number) => number): Float64Array => Float64Array.from(bars, of);
  return {
    symbol: 'TEST/USDT',
    timeframeMs: TIMEFRAME_MS,
    openTimeMs: column((_, index) => START_MS + index * TIMEFRAME_MS),
    open: column((bar, index) => (index === 0 ? bar.close : bars[index - 1].close)),
    high: column((bar) => bar.high),
    low: column((bar) => bar.low),
    close: column((bar) => bar.close),
    volume: column((bar) => bar.volume ?? 100),
    filled: Uint8Array.from(bars, (bar) => (bar.filled === true ? 1 : 0)),
  };
}

/** All prices multiplied by a factor. */
export function scaled(series: CandleSeries, factor: number): CandleSeries {
  const times = (column: Float64Array): Float64Array => column.map((price) => price * factor);
  const { open, high, low, close } = series;
  return { ...series, open: times(open), high: times(high), low: times(low), close: times(close) };
}

/** Pseudo-random bars around 100, the same for the same seed: a slow wave with noise, so that prices come back. */
export function wanderingSeries(seed: number, bars: number): CandleSeries {
  let state = seed >>> 0;
  // mulberry32
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  let close = 100;
  return seriesOf(
    Array.from({ length: bars }, () => {
      const open = close;
      close += (next() - 0.5) * 2 + (100 - close) * 0.03;
      const high = Math.max(open, close) + next();
      const low = Math.min(open, close) - next();
      return { high, low, close, volume: next() < 0.05 ? 0 : 100 * next() + (next() > 0.9 ? 500 : 0) };
    }),
  );
}
