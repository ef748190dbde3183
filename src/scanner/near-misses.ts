import type { FilterResult, MissingPolicy } from '../filters/filter.js';
import { isLiveOnly, letsThrough } from '../filters/run-filters.js';
import { compareText } from './order.js';
import type { MarketResult } from './scan-result.js';

/** A market that did not pass, and why. */
export interface NearMiss {
  readonly symbol: string;
  /** The filters that rejected it, in order; `margin` says by how much. */
  readonly failed: readonly FilterResult[];
  /** Filters whose live data are unknown, as order books of rejected markets are not requested; absent if none. */
  readonly unchecked?: readonly string[];
}

const MOST = 5;

/**
 * The markets closest to passing: fewest rejecting filters, then the smallest shortfall relative to the
 * limits, then by symbol. Only those whose candles every filter has judged.
 */
export function nearMisses(
  markets: readonly MarketResult[],
  missing: MissingPolicy,
  most = MOST,
): readonly NearMiss[] {
  return markets
    .filter(({ passed, errors }) => !passed && errors.length === 0)
    .map(({ symbol, filters }) => {
      const blocking = filters.filter((filter) => !letsThrough(filter, missing));
      const failed = blocking.filter(({ passed }) => passed === false);
      const unknown = blocking.filter(({ passed }) => passed === null).map(({ name }) => name);
      return {
        symbol,
        failed,
        unknown,
        shortfall: failed.reduce((sum, filter) => sum + shortfallOf(filter), 0),
      };
    })
    .filter(({ failed, unknown }) => failed.length > 0 && unknown.every(isLiveOnly))
    .sort(
      (a, b) =>
        a.failed.length - b.failed.length || a.shortfall - b.shortfall || compareText(a.symbol, b.symbol),
    )
    .slice(0, most)
    .map(({ symbol, failed, unknown }) => ({
      symbol,
      failed,
      ...(unknown.length === 0 ? {} : { unchecked: unknown }),
    }));
}

/** How far outside its limit, as a share of it; 1 if there is no distance. */
function shortfallOf({ value, threshold, margin }: FilterResult): number {
  if (margin === null || typeof value !== 'number') return 1;
  const short = Math.abs(margin);
  // A range is shown as text; its nearer end is one margin away.
  const limit = typeof threshold === 'number' ? Math.abs(threshold) : Math.abs(value) + short;
  return limit === 0 ? 1 : short / limit;
}
