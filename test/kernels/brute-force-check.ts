import type { CandleSeries } from '../../src/market/candle-series.js';
import type { IndicatorRequest } from '../../src/kernels/slab/slab.js';
import { ACCURACY_LIMITS, errorOf } from './accuracy-limits.js';
import { bruteForce, type Periods, rankBounds } from './brute-force.js';

/** All catalogue rows, with these periods. */
export function requestsOf(own: Periods): IndicatorRequest[] {
  const of = (id: string, bars: number, more = {}): IndicatorRequest => ({
    id,
    params: { period: bars, ...more },
  });
  const { bands, multiplier } = own;
  return [
    { id: 'trueRange' },
    of('atr', own.atr, own.smoothing ? { smoothing: own.smoothing } : {}),
    of('rsi', own.rsi),
    of('ema', own.ema),
    of('sma', bands),
    of('bollinger', bands, { multiplier }),
    of('bbWidthPercentile', bands, { multiplier, window: own.rank }),
    of('donchian', own.donchian),
    { id: 'vwap' },
    of('vwapRolling', own.vwapRolling),
    of('surgeShort', own.surgeShort),
    of('surgeLong', own.surgeLong, own.average ? { average: own.average } : {}),
    of('btcCorrelation', own.correlation),
  ];
}

/** Averages that only decay end as subnormal float32, which have few digits; prices are never that small. */
const SMALLEST_SHARE_OF_PRICE = 1e-30;

/** Ranks are rounded to float32 once. */
const RANK_ROUNDING = 1e-5;

/**
 * The first value of one market that differs from float64 brute force, or is undefined where brute force is not; null
 * if none.
 */
export function bruteForceProblem(
  valuesOf: (output: string) => ArrayLike<number>,
  series: CandleSeries,
  periods: Periods,
  benchmark: CandleSeries | null,
): string | null {
  const { close } = series;
  const expected = bruteForce(series, periods, benchmark);
  // In a window of n bars with one outlier only 1/n of the squares is variance, and the sums err by n roundings.
  const bars = Math.max(20, ...Object.values(periods).filter((value) => typeof value === 'number'));
  const growth = (bars / 20) ** 2;
  for (const [name, values] of Object.entries(expected)) {
    if (name === 'averageMove') continue;
    const actual = valuesOf(name);
    for (let t = 0; t < values.length; t++) {
      const wrong = `${name} of bar ${t}: expected ${values[t]}, got ${actual[t]}`;
      if (Number.isNaN(values[t]) !== Number.isNaN(actual[t])) return wrong;
      if (Number.isNaN(values[t])) continue;
      const size = name === 'rsi' ? expected['averageMove'][t] : name === 'atr' ? values[t] : Infinity;
      if (size > 0 && size < SMALLEST_SHARE_OF_PRICE * close[t]) continue;
      const error = errorOf(name, actual[t], values[t], close[t]);
      if (error > ACCURACY_LIMITS[name].limit * growth) return `${wrong}, error ${error}`;
    }
  }
  return rankProblem(valuesOf('bbWidthPercentile'), series, periods);
}

function rankProblem(actual: ArrayLike<number>, series: CandleSeries, periods: Periods): string | null {
  const { lowest, highest } = rankBounds(series, periods);
  for (let t = 0; t < lowest.length; t++) {
    const isDefined = !Number.isNaN(lowest[t]);
    const isIn = actual[t] >= lowest[t] - RANK_ROUNDING && actual[t] <= highest[t] + RANK_ROUNDING;
    if (isDefined ? !isIn : !Number.isNaN(actual[t])) {
      return `bbWidthPercentile of bar ${t}: expected ${lowest[t]} to ${highest[t]}, got ${actual[t]}`;
    }
  }
  return null;
}
