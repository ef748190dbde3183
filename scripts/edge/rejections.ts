import type { HistorySource } from '../../src/history/scan-history.js';
import { WindowReader } from '../../src/edge/forward-prices.js';
import { forwardOf } from '../../src/edge/outcome.js';
import { mean, sampleVariance } from '../../src/statistics/moments.js';
import type { Picks } from './placebo.js';
import { NORMAL } from './tested-variants.js';

/**
 * Whether Student's test over the raw returns of every pick, counting each bar that passes, calls a screen
 * significant at 5 %: what most backtests amount to.
 */
export function naiveRejects(source: HistorySource, picks: Picks, horizonBars: number): boolean {
  const window = new WindowReader(source, source.barCount).read(0, source.barCount);
  const returns: number[] = [];
  for (let market = 0; market < source.markets.length; market++) {
    for (let bar = 0; bar + horizonBars < source.barCount; bar++) {
      if (!picks(market, bar)) continue;
      const forward = forwardOf(window, market, bar, horizonBars);
      if (!Number.isNaN(forward)) returns.push(forward);
    }
  }
  const t = mean(returns) / Math.sqrt(sampleVariance(returns) / returns.length);
  return Math.abs(t) > NORMAL;
}

/** √n times the largest distance of values from a uniform distribution on 0…1 (Kolmogorov, Smirnov). */
function uniformDistance(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const largest = sorted.reduce(
    (most, value, i) => Math.max(most, value - i / sorted.length, (i + 1) / sorted.length - value),
    0,
  );
  return largest * Math.sqrt(sorted.length);
}

/** Kolmogorov's 1 % limit of it. */
export const KOLMOGOROV = 1.6276;

/** `0.90 (uniform)` */
export function uniformText(values: readonly number[]): string {
  const distance = uniformDistance(values);
  return `${distance.toFixed(2)} ${distance < KOLMOGOROV ? '(uniform)' : '(not uniform)'}`;
}

/** Share of a list for which something holds: `5.5 %`. */
export function shareText<Item>(items: readonly Item[], holds: (item: Item) => boolean): string {
  return `${((items.filter(holds).length / items.length) * 100).toFixed(1)} %`;
}
