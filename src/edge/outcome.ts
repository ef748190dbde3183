import type { PriceWindow } from './forward-prices.js';

/** What one market did in the h bars after a bar: bought at the next open, sold at the close of the last. Fractions. */
export interface Outcome {
  /** C[t+h] / O[t+1] − 1; of a market that was gone before, to its last close. */
  forward: number;
  /** The same, bought one bar later: what only a bounce between bid and ask earns is gone by then. NaN at h = 1. */
  delayed: number;
  /** Highest high and lowest low on the way, over the entry, −1. */
  best: number;
  worst: number;
  /** Whether the market's bars end before the horizon does. */
  endedEarly: boolean;
}

export function emptyOutcome(): Outcome {
  return { forward: NaN, delayed: NaN, best: NaN, worst: NaN, endedEarly: false };
}

/**
 * Outcomes over several horizons, in one walk over the longest.
 * @param index  of the deciding bar in the window
 * @param horizons  bars, rising
 * @param into  one for each horizon; written to
 * @returns false: the market has no bar after this one, nothing was written
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

/** C[t+h] / O[t+1] − 1 alone, as `outcomesOf` gives it; NaN if the market has no bar after this one. */
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
  // A market has all bars up to its last one.
  while (last > index && !(closes[last] > 0)) last--;
  return closes[last] / entry - 1;
}

/** Which side was reached first. */
export type Barrier = 'up' | 'down' | 'time';

/**
 * The triple barrier (López de Prado 2018): whether the price first rises or first falls by `width`, or neither within
 * the horizon. A bar that holds both counts as a fall, as its order is not known.
 * @param width  fraction of the entry
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
