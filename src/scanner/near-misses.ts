import type { FilterResult, MissingPolicy } from '../filters/filter.js';
import { letsThrough } from '../filters/run-filters.js';
import { compareText } from './order.js';
import type { MarketResult } from './scan-result.js';

/** A market that did not pass, and why. */
export interface NearMiss {
  readonly symbol: string;
  /** The filters that rejected it, in order; `margin` says by how much. */
  readonly failed: readonly FilterResult[];
}

const MOST = 5;

/**
 * The markets closest to passing: fewest rejecting filters, then the smallest shortfall relative to the
 * limits, then by symbol. Only those that lacked no data.
 */
export function nearMisses(
  markets: readonly MarketResult[],
  missing: MissingPolicy,
  most = MOST,
): readonly NearMiss[] {
  return markets
    .filter(({ passed, errors }) => !passed && errors.length === 0)
    .map(({ symbol, filters }) => {
      const failed = filters.filter((filter) => !letsThrough(filter, missing));
      return { symbol, failed, shortfall: failed.reduce((sum, filter) => sum + shortfallOf(filter), 0) };
    })
    .filter(({ failed }) => failed.every(({ passed }) => passed === false))
    .sort(
      (a, b) =>
        a.failed.length - b.failed.length || a.shortfall - b.shortfall || compareText(a.symbol, b.symbol),
    )
    .slice(0, most)
    .map(({ symbol, failed }) => ({ symbol, failed }));
}

/** How far outside its limit, as a share of it; 1 if there is no distance. */
function shortfallOf({ value, threshold, margin }: FilterResult): number {
  if (margin === null || typeof value !== 'number') return 1;
  const short = Math.abs(margin);
  // A range is shown as text; its nearer end is one margin away.
  const limit = typeof threshold === 'number' ? Math.abs(threshold) : Math.abs(value) + short;
  return limit === 0 ? 1 : short / limit;
}
