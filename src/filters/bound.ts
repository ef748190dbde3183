import type { Metrics, NumberMetric } from '../indicators/metrics.js';
import { comparableTurnover } from '../indicators/turnover.js';
import type { MarketInfo } from '../market/market.js';
import type { Check, FilterInput, Rank, Verdict } from './filter.js';
import { RANKED_BY } from './filter.js';
import { amongTop, noData, within } from './verdicts.js';

/** A filter's bound on a metric: limits, and the words of the sentence. */
export interface Bound {
  readonly metric: NumberMetric;
  /** Inclusive; a side that is left out does not limit. */
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Subject of the sentence: `Spread`. */
  readonly subject: string;
  /**
   * Printed after both numbers, including any space: ` bps`, `×`; `quote` = USD, or the quote currency if the
   * source has no price for it.
   */
  readonly unit: string;
  /** Limits apply to its absolute value. */
  readonly isAbs?: boolean;
  /** Reason for which markets that cannot have this metric pass; null = not exempt. */
  readonly exempt?: (market: MarketInfo) => string | null;
}

/** The check that a metric is within its bound. */
export function bound(of: Bound): Check {
  const { metric, min, max, isAbs = false, exempt = () => null } = of;
  return {
    judge: (input) => judge(of, input),
    compares: {
      kind: 'metric',
      ...{ metric, min, max, isAbs },
      isExempt: (market) => exempt(market) !== null,
    },
  };
}

/** The same, if there is a limit at all. */
export function boundIf(limit: number | undefined, of: Bound): Check[] {
  return limit === undefined ? [] : [bound(of)];
}

/** The check that a market ranks among the first `top`; none if that is 0. */
export function topIf(top: number, rank: Rank, subject: string): Check[] {
  if (top === 0) return [];
  const { metric } = RANKED_BY[rank];
  return [
    {
      judge: ({ ranks, missingReasons }) => amongTop(top, subject, ranks[rank], missingReasons[metric]),
      compares: { kind: 'rank', rank, top },
    },
  ];
}

function judge(of: Bound, { market, metrics, missingReasons }: FilterInput): Verdict {
  const { metric, min, max, subject, isAbs = false } = of;
  const value = valueOf(of, metrics);
  if (value === null) {
    const threshold = min !== undefined && max !== undefined ? `${min}…${max}` : (min ?? max ?? null);
    const reason = of.exempt?.(market) ?? null;
    if (reason !== null) return { passed: true, value: null, threshold, margin: null, reason };
    if (threshold !== null) return noData(subject, threshold, missingReasons[metric]);
  }
  const size = isAbs && value !== null ? Math.abs(value) : value;
  const verdict = within(min, max, { subject, value: size, unit: unitOf(of, market, metrics) });
  return isAbs ? { ...verdict, value } : verdict;
}

function valueOf({ metric, unit }: Bound, metrics: Metrics): number | null {
  return unit === 'quote' ? comparableTurnover(metrics) : metrics[metric];
}

function unitOf({ unit }: Bound, { quote }: MarketInfo, { usdPerQuote }: Metrics): string {
  if (unit !== 'quote') return unit;
  return ` ${(usdPerQuote ?? 1) === 1 ? quote : 'USD'}`;
}
