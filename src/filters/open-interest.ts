import { atLeast } from './checks.js';
import type { Filter } from './filter.js';

export interface OpenInterestLimits {
  /** Smallest open interest, USD. */
  readonly minUsd: number;
}

export const openInterest: Filter<OpenInterestLimits> = {
  name: 'openInterest',
  unit: 'USD',
  liveOnly: true,
  description: 'Smallest open interest of a contract; spot markets have none and pass.',
  limits: {
    minUsd: { type: 'number', minimum: 0, description: 'Smallest open interest, USD.' },
  },
  required: ['minUsd'],

  judge({ market, metrics, missingReasons }, { minUsd }) {
    if (market.type === 'spot') {
      const reason = 'A spot market has no open interest to compare.';
      return { passed: true, value: null, threshold: minUsd, margin: null, reason };
    }
    const missing = missingReasons.openInterestUsd;
    return atLeast(minUsd, {
      subject: 'Open interest',
      value: metrics.openInterestUsd,
      unit: ' USD',
      missing,
    });
  },
};
