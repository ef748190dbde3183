import { allOf, amongTop, atMost } from './checks.js';
import type { Filter, Verdict } from './filter.js';

export interface LosersLimits {
  /** Largest 24 h change, percent: −6 asks for a loss of 6 % or more. */
  readonly maxPct?: number;
  /** Only the N largest losses; 0 = off. */
  readonly top?: number;
}

export const losers: Filter<LosersLimits> = {
  name: 'losers',
  unit: '%',
  liveOnly: false,
  description: 'Smallest 24 h loss, and only the N markets that lost most.',
  limits: {
    maxPct: {
      type: 'number',
      description: 'Largest 24 h change, percent: -6 asks for a loss of 6 % or more.',
    },
    top: { type: 'integer', minimum: 0, description: 'Only the N largest losses; 0 = off.' },
  },
  required: [],

  judge({ metrics, missingReasons, ranks }, { maxPct, top = 0 }) {
    const checks: Verdict[] = [];
    const missing = missingReasons.change24hPct;
    if (maxPct !== undefined) {
      checks.push(
        atMost(maxPct, { subject: '24 h change', value: metrics.change24hPct, unit: ' %', missing }),
      );
    }
    if (top > 0) checks.push(amongTop(top, 'Place by loss', ranks.loss, missing));
    return allOf(checks);
  },
};
