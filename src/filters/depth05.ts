import { atLeast } from './checks.js';
import type { Filter } from './filter.js';

export interface Depth05Limits {
  /** Smallest bid and ask notional within 0.5 % of the best prices, USD. */
  readonly minUsd: number;
}

export const depth05: Filter<Depth05Limits> = {
  name: 'depth05',
  unit: 'USD',
  liveOnly: true,
  description: 'Smallest order book depth within 0.5 % of the best prices.',
  limits: {
    minUsd: {
      type: 'number',
      minimum: 0,
      description: 'Smallest bid and ask notional within 0.5 % of the best prices, USD.',
    },
  },
  required: ['minUsd'],

  judge({ metrics, missingReasons }, { minUsd }) {
    const missing = missingReasons.depth05Usd;
    return atLeast(minUsd, {
      subject: 'Depth within 0.5 %',
      value: metrics.depth05Usd,
      unit: ' USD',
      missing,
    });
  },
};
