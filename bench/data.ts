import { type CandleSeries, emptySeries } from '../src/market/candle-series.js';
import { createRng, keyOf } from '../src/util/rng.js';

export const TIMEFRAME_MS = 300_000;

/**
 * 1-minute bars: 1000 of them lie within one UTC day, so that our daily average is the plain one of the
 * peers.
 */
export const PEER_TIMEFRAME = 60_000;

/** 2024-06-30T23:55Z, the last bar of a day: where the data ends is part of the result. */
export const LAST_OPEN_MS = Date.UTC(2024, 5, 30, 23, 55);

export const SEED = 7;

/**
 * Candles of a random walk with bursts; volumes grow with the move. The same name and length give the same
 * candles. Every number is a float32, so that all contenders start from the same ones whatever their storage.
 */
export function walk(name: string, bars: number, timeframeMs = TIMEFRAME_MS): CandleSeries {
  const series = emptySeries(name, timeframeMs, bars);
  const { openTimeMs, open, high, low, close, volume } = series;
  const rng = createRng(keyOf(SEED, name));
  let price = Math.fround(10 ** (rng.next() * 6 - 2));
  let heat = 1;
  for (let t = 0; t < bars; t++) {
    heat = 1 + 0.95 * (heat - 1) + (rng.next() < 0.01 ? 4 * rng.next() : 0);
    const sigma = 0.0015 * heat;
    openTimeMs[t] = LAST_OPEN_MS - (bars - 1 - t) * timeframeMs;
    open[t] = price;
    const move = sigma * (rng.next() + rng.next() + rng.next() - 1.5) * 2;
    price = Math.fround(price * (1 + move));
    close[t] = price;
    high[t] = Math.fround(Math.max(open[t], price) * (1 + sigma * rng.next() * 0.5));
    low[t] = Math.fround(Math.min(open[t], price) * (1 - sigma * rng.next() * 0.5));
    volume[t] = Math.fround(1000 * heat * (0.2 + rng.next()) * (1 + 100 * Math.abs(move)));
  }
  return series;
}

/** `count` markets, and BTC as their benchmark. */
export function markets(
  count: number,
  bars: number,
  timeframeMs = TIMEFRAME_MS,
): { series: CandleSeries[]; btc: CandleSeries } {
  return {
    series: Array.from({ length: count }, (_, index) => walk(`M${index}/USDT`, bars, timeframeMs)),
    btc: walk('BTC/USDT', bars, timeframeMs),
  };
}
