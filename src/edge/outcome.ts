import type { PriceWindow } from './forward-prices.js';

/** A market's outcome over the h bars after a bar: buys at the next open, sells at the last close. Fractions. */
export interface Outcome {
  /** C[t+h] / O[t+1] − 1; for a market that ends earlier, to its last close. */
  forward: number;
  /** The same if bought one bar later, which excludes gains from mere bid-ask bounce. NaN at h = 1. */
  delayed: number;
  /** Highest high and lowest low of the horizon, relative to the entry. */
  best: number;
  worst: number;
  /** Whether the market's bars end before the horizon does. */
  endedEarly: boolean;
}

export function emptyOutcome(): Outcome {
  return { forward: NaN, delayed: NaN, best: NaN, worst: NaN, endedEarly: false };
}

/**
 * Computes the outcomes over several horizons in one walk over the longest.
 * @param index  the deciding bar's index in the window
 * @param horizons  bars, ascending
 * @param into  one outcome per horizon, overwritten
 * @returns false, with nothing written, if the market has no bar after this one
 */
export function outcomesOf(
  { open, high, low, close }: PriceWindow,
  market: number,
  index: number,
  horizons: readonly number[],
  into: readonly Outcome[],
): boolean {
  const highs = high[market];
  const lows = low[market];
  const closes = close[market];
  const entry = open[market][index + 1];
  if (!(entry > 0)) return false;
  const later = open[market][index + 2];
  let best = -Infinity;
  let worst = Infinity;
  let last = index;
  horizons.forEach((horizonBars, h) => {
    for (let i = last + 1; i <= index + horizonBars && closes[i] > 0; i++) {
      last = i;
      if (highs[i] > best) best = highs[i];
      if (lows[i] < worst) worst = lows[i];
    }
    const outcome = into[h];
    outcome.forward = closes[last] / entry - 1;
    outcome.delayed = last >= index + 2 ? closes[last] / later - 1 : NaN;
    outcome.best = best / entry - 1;
    outcome.worst = worst / entry - 1;
    outcome.endedEarly = last < index + horizonBars;
  });
  return true;
}

/** Only the `forward` of `outcomesOf`: C[t+h] / O[t+1] − 1; NaN if the market has no bar after this one. */
export function forwardOf(
  { open, close }: PriceWindow,
  market: number,
  index: number,
  horizonBars: number,
): number {
  const entry = open[market][index + 1];
  const closes = close[market];
  if (!(entry > 0)) return NaN;
  let last = index + horizonBars;
  // A market has no gaps before its last bar.
  while (last > index && !(closes[last] > 0)) last--;
  return closes[last] / entry - 1;
}

/** The barrier that is reached first. */
export type Barrier = 'up' | 'down' | 'time';

/**
 * Triple-barrier method (López de Prado 2018): whether the price first rises or first falls by `width`, or does neither
 * within the horizon. A bar that reaches both barriers counts as a fall, as their order is unknown.
 * @param width  fraction of the entry price
 */
export function barrierOf(
  { open, high, low, close }: PriceWindow,
  market: number,
  index: number,
  horizonBars: number,
  width: number,
): Barrier {
  const entry = open[market][index + 1];
  for (let i = index + 1; i <= index + horizonBars && close[market][i] > 0; i++) {
    if (low[market][i] <= entry * (1 - width)) return 'down';
    if (high[market][i] >= entry * (1 + width)) return 'up';
  }
  return 'time';
}
