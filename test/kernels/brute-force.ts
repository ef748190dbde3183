import { TIE_TOLERANCE } from '../../src/kernels/engine/tie-tolerance.js';
import type { CandleSeries } from '../../src/market/candle-series.js';

/** The parameters that the brute force needs. */
export interface Periods {
  readonly atr: number;
  readonly rsi: number;
  readonly ema: number;
  readonly bands: number;
  readonly multiplier: number;
  readonly rank: number;
  readonly donchian: number;
  readonly vwapRolling: number;
  readonly surgeShort: number;
  readonly surgeLong: number;
  readonly correlation: number;
  /** How ATRs are averaged. @default 'wilder' */
  readonly smoothing?: 'wilder' | 'ema';
  /** What the long surge compares. @default 'mean' */
  readonly average?: 'mean' | 'median';
}

const sum = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((total, value) => total + value, 0);
const mean = (values: ArrayLike<number>): number => sum(values) / values.length;

function median(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function deviation(values: ArrayLike<number>): number {
  // A flat window has no deviation, whatever its mean rounds to.
  if (Array.from(values).every((value) => value === values[0])) return 0;
  const center = mean(values);
  return Math.sqrt(mean(Array.from(values, (value) => (value - center) ** 2)));
}

function smoothed(values: Float64Array, first: number, period: number, take: number): Float64Array {
  const result = new Float64Array(values.length).fill(NaN);
  const seed = first + period - 1;
  for (let t = seed; t < values.length; t++) {
    result[t] = t === seed ? mean(values.slice(first, t + 1)) : result[t - 1] * (1 - take) + values[t] * take;
  }
  return result;
}

function returnsOf(close: Float64Array): Float64Array {
  return close.map((price, t) => (t === 0 ? NaN : (price - close[t - 1]) / close[t - 1]));
}

/** NaN if a variance is 0. */
function pearson(x: Float64Array, y: Float64Array): number {
  if (deviation(x) === 0 || deviation(y) === 0) return NaN;
  const [centerX, centerY] = [mean(x), mean(y)];
  const covariance = mean(x.map((value, i) => (value - centerX) * (y[i] - centerY)));
  return covariance / (deviation(x) * deviation(y));
}

/**
 * Every output in float64, straight from its definition, one window at a time; NaN if undefined. Also averageMove, the
 * divisor of the RSI.
 */
export function bruteForce(
  series: CandleSeries,
  periods: Periods,
  benchmark: CandleSeries | null,
): Record<string, Float64Array> {
  const { high, low, close, volume, openTimeMs } = series;
  const count = close.length;
  const rows = (first: number, value: (t: number) => number): Float64Array =>
    Float64Array.from({ length: count }, (_, t) => (t < first ? NaN : value(t)));
  const window = (values: Float64Array, t: number, period: number): Float64Array =>
    values.slice(t - period + 1, t + 1);
  const overZero = (dividend: number, divisor: number): number => (divisor === 0 ? NaN : dividend / divisor);

  const trueRange = rows(1, (t) => Math.max(high[t], close[t - 1]) - Math.min(low[t], close[t - 1]));
  const change = rows(1, (t) => close[t] - close[t - 1]);
  const gains = smoothed(
    change.map((x) => Math.max(x, 0)),
    1,
    periods.rsi,
    1 / periods.rsi,
  );
  const moves = smoothed(change.map(Math.abs), 1, periods.rsi, 1 / periods.rsi);
  const { bands, multiplier } = periods;
  const bbMiddle = rows(bands - 1, (t) => mean(window(close, t, bands)));
  const bbDeviation = rows(bands - 1, (t) => deviation(window(close, t, bands)));
  const bbWidthPct = bbDeviation.map((d, t) => (200 * multiplier * d) / bbMiddle[t]);
  const typical = close.map((price, t) => (high[t] + low[t] + price) / 3);
  const value = typical.map((price, t) => price * volume[t]);
  const dayOf = (t: number): number => Math.floor(openTimeMs[t] / 86_400_000);
  let dayStart = 0;
  const vwap = rows(0, (t) => {
    if (t > 0 && dayOf(t) !== dayOf(t - 1)) dayStart = t;
    return overZero(sum(value.slice(dayStart, t + 1)), sum(volume.slice(dayStart, t + 1)));
  });
  const volumeMedian = rows(periods.surgeShort, (t) => median(window(volume, t - 1, periods.surgeShort)));
  const returns = returnsOf(close);
  const shift = benchmark ? benchmark.close.length - count : 0;
  const benchmarkReturns = benchmark ? returnsOf(benchmark.close) : new Float64Array();
  const { correlation, smoothing = 'wilder', average = 'mean' } = periods;
  const volumeLevel = rows(periods.surgeLong - 1, (t) =>
    (average === 'mean' ? sum : median)(window(volume, t, periods.surgeLong)),
  );
  return {
    trueRange,
    atr: smoothed(trueRange, 1, periods.atr, smoothing === 'ema' ? 2 / (periods.atr + 1) : 1 / periods.atr),
    rsi: gains.map((gain, t) => (moves[t] === 0 ? 50 : (100 * gain) / moves[t])),
    averageMove: moves,
    ema: smoothed(close, 0, periods.ema, 2 / (periods.ema + 1)),
    sma: bbMiddle,
    bbUpper: bbMiddle.map((m, t) => m + multiplier * bbDeviation[t]),
    bbMiddle,
    bbLower: bbMiddle.map((m, t) => m - multiplier * bbDeviation[t]),
    bbDeviation,
    bbWidthPct,
    bbPercentB: close.map((c, t) =>
      overZero(c - bbMiddle[t] + multiplier * bbDeviation[t], 2 * multiplier * bbDeviation[t]),
    ),
    donchianHigh: rows(periods.donchian, (t) => Math.max(...window(high, t - 1, periods.donchian))),
    donchianLow: rows(periods.donchian, (t) => Math.min(...window(low, t - 1, periods.donchian))),
    vwap,
    vwapRolling: rows(periods.vwapRolling - 1, (t) =>
      overZero(sum(window(value, t, periods.vwapRolling)), sum(window(volume, t, periods.vwapRolling))),
    ),
    volumeMedian,
    surgeShort: rows(periods.surgeShort, (t) => overZero(volume[t], volumeMedian[t])),
    surgeLong: rows(2 * periods.surgeLong - 1, (t) =>
      overZero(volumeLevel[t], volumeLevel[t - periods.surgeLong]),
    ),
    btcCorrelation: rows(Math.max(correlation, correlation - shift), (t) =>
      benchmark
        ? pearson(window(returns, t, correlation), window(benchmarkReturns, t + shift, correlation))
        : NaN,
    ),
  };
}

/**
 * Bounds of the rank of the bands' width, by row: widths that differ by about the tolerance may or may not count as
 * smaller. NaN if undefined.
 */
export function rankBounds(
  { close }: CandleSeries,
  { bands, rank }: Periods,
): { readonly lowest: Float64Array; readonly highest: Float64Array } {
  const widths = close.map((_, t) => {
    const own = close.slice(Math.max(0, t - bands + 1), t + 1);
    return t < bands - 1 ? NaN : deviation(own) / mean(own);
  });
  const others = rank - 1;
  const shareBelow = (tolerance: number) =>
    close.map((_, t) => {
      if (t < bands - 1 + others) return NaN;
      const smaller = widths.slice(t - others, t).filter((width) => width < widths[t] * (1 - tolerance));
      return (100 * smaller.length) / others;
    });
  return { lowest: shareBelow(2 * TIE_TOLERANCE), highest: shareBelow(TIE_TOLERANCE / 2) };
}
