/** Maximum difference of two series: relative to the value, to the price, or absolute. */
export interface Tolerance {
  readonly by: 'value' | 'price' | 'absolute';
  readonly limit: number;
}

/**
 * The promises of docs/accuracy.md for each series; the peers compute in float64, so the difference is our
 * error.
 */
const TOLERANCES: Readonly<Record<string, Tolerance>> = {
  trueRange: { by: 'value', limit: 1e-5 },
  atr: { by: 'value', limit: 1e-5 },
  rsi: { by: 'absolute', limit: 1e-3 },
  ema: { by: 'value', limit: 1e-6 },
  sma: { by: 'value', limit: 1e-6 },
  bbUpper: { by: 'value', limit: 1e-6 },
  bbMiddle: { by: 'value', limit: 1e-6 },
  bbLower: { by: 'value', limit: 1e-6 },
  bbDeviation: { by: 'value', limit: 1e-5 },
  bbWidthPct: { by: 'value', limit: 1e-5 },
  bbPercentB: { by: 'absolute', limit: 1e-5 },
  // Two ranks among 120 widths: those that are equal but for rounding may swap.
  bbWidthPercentile: { by: 'absolute', limit: 200 / 119 },
  vwap: { by: 'value', limit: 1e-6 },
  vwapRolling: { by: 'value', limit: 1e-6 },
  volumeMedian: { by: 'value', limit: 1e-6 },
  surgeLong: { by: 'value', limit: 1e-6 },
  donchianHigh: { by: 'value', limit: 1e-6 },
  donchianLow: { by: 'value', limit: 1e-6 },
  surgeShort: { by: 'value', limit: 1e-6 },
  btcCorrelation: { by: 'absolute', limit: 1e-5 },
};

export interface Difference {
  /** The largest distance, in the unit of the tolerance. */
  readonly largest: number;
  readonly limit: number;
  readonly comparedBars: number;
}

/**
 * The largest difference of two series from bar `from` on.
 * @param limit  @default our promise for this output
 * @throws {Error} they differ by more, or only one of them is defined somewhere.
 */
export function assertEqual(
  what: string,
  output: string,
  ours: ArrayLike<number>,
  theirs: ArrayLike<number>,
  { from = 0, limit = TOLERANCES[output].limit }: { from?: number; limit?: number } = {},
): Difference {
  const { by } = TOLERANCES[output];
  let largest = 0;
  let comparedBars = 0;
  for (let t = from; t < ours.length; t++) {
    const a = ours[t];
    const b = theirs[t];
    if (Number.isNaN(a) && Number.isNaN(b)) continue;
    const distance = Math.abs(a - b) / (by === 'absolute' ? 1 : Math.abs(b));
    if (!(distance <= limit)) {
      throw new Error(`${what}: ${output} differs in bar ${t}: ${a} and ${b} (allowed ${limit}, ${by}).`);
    }
    largest = Math.max(largest, distance);
    comparedBars++;
  }
  if (comparedBars === 0) throw new Error(`${what}: ${output} is nowhere defined.`);
  return { largest, limit, comparedBars };
}
