/** How the error of an output is measured: relative to its value, relative to the price, or absolute. */
export interface AccuracyLimit {
  readonly measure: 'relative' | 'ofPrice' | 'absolute';
  readonly limit: number;
}

const PRICE: AccuracyLimit = { measure: 'relative', limit: 1e-6 };
const SPREAD: AccuracyLimit = { measure: 'relative', limit: 1e-5 };

/** What docs/metrics.md promises against exact arithmetic on the input candles. */
export const ACCURACY_LIMITS: Readonly<Record<string, AccuracyLimit>> = {
  trueRange: { measure: 'relative', limit: 3e-7 },
  atr: SPREAD,
  rsi: { measure: 'absolute', limit: 1e-3 },
  ema: PRICE,
  sma: PRICE,
  bbUpper: PRICE,
  bbMiddle: PRICE,
  bbLower: PRICE,
  bbDeviation: SPREAD,
  bbWidthPct: SPREAD,
  // A fraction of the width, so its digits are those of the width.
  bbPercentB: { measure: 'absolute', limit: 1e-5 },
  bbWidthPercentile: { measure: 'absolute', limit: 1e-5 },
  donchianHigh: PRICE,
  donchianLow: PRICE,
  vwap: PRICE,
  vwapRolling: PRICE,
  volumeMedian: PRICE,
  surgeShort: PRICE,
  surgeLong: PRICE,
  btcCorrelation: { measure: 'absolute', limit: 1e-5 },
};

/** Error of one value in the unit of its limit. @param price the close of the bar */
export function errorOf(output: string, actual: number, expected: number, price: number): number {
  const difference = Math.abs(actual - expected);
  if (difference === 0) return 0;
  const { measure } = ACCURACY_LIMITS[output];
  if (measure === 'absolute') return difference;
  return difference / (measure === 'ofPrice' ? price : Math.abs(expected));
}
