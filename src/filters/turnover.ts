import { allOf, amongTop, atLeast } from './checks.js';
import type { Filter, Verdict } from './filter.js';

export interface TurnoverLimits {
  /** Smallest 24 h turnover, quote currency. */
  readonly min?: number;
  /** Only the markets with the largest turnover; 0 = off. */
  readonly top?: number;
}

export const turnover: Filter<TurnoverLimits> = {
  name: 'turnover',
  unit: 'quote currency per 24 h',
  liveOnly: false,
  description: 'Smallest 24 h turnover, and only the N markets that turn over most.',
  limits: {
    min: { type: 'number', minimum: 0, description: 'Smallest 24 h turnover, quote currency.' },
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
      const value = metrics.turnover24h;
      checks.push(atLeast(min, { subject: '24 h turnover', value, unit: ` ${market.quote}`, missing }));
    }
    if (top > 0) checks.push(amongTop(top, 'Place by turnover', ranks.turnover, missing));
    return allOf(checks);
  },
};
