import { comparableTurnover } from '../indicators/turnover.js';
import { allOf, amongTop, atLeast } from './checks.js';
import type { Filter, Verdict } from './filter.js';

export interface TurnoverLimits {
  /** Smallest 24 h turnover, USD; quote currency where the source knows no prices. */
  readonly min?: number;
  /** Only the markets with the largest turnover; 0 = off. */
  readonly top?: number;
}

export const turnover: Filter<TurnoverLimits> = {
  name: 'turnover',
  unit: 'USD per 24 h',
  liveOnly: false,
  description: 'Smallest 24 h turnover, and only the N markets that turn over most.',
  limits: {
    min: { type: 'number', minimum: 0, description: 'Smallest 24 h turnover, USD.' },
    top: {
      type: 'integer',
      minimum: 0,
      description: 'Only the N markets with the largest turnover; 0 = off.',
    },
  },
  required: [],

  judge({ market, metrics, missingReasons, ranks }, { min, top = 0 }) {
    const checks: Verdict[] = [];
    const missing = missingReasons.turnover24h;
    if (min !== undefined) {
      const value = comparableTurnover(metrics);
      const isOwnUnit = (metrics.usdPerQuote ?? 1) === 1;
      const unit = ` ${isOwnUnit ? market.quote : 'USD'}`;
      checks.push(atLeast(min, { subject: '24 h turnover', value, unit, missing }));
    }
    if (top > 0) checks.push(amongTop(top, 'Place by turnover', ranks.turnover, missing));
    return allOf(checks);
  },
};
