import { atLeast } from './checks.js';
import type { Filter } from './filter.js';

export interface TradesPerMinuteLimits {
  /** Fewest trades per minute. */
  readonly min: number;
}

export const tradesPerMinute: Filter<TradesPerMinuteLimits> = {
  name: 'tradesPerMinute',
  unit: 'trades per minute',
  liveOnly: true,
  description: 'Fewest trades per minute.',
  limits: {
    min: { type: 'number', minimum: 0, description: 'Fewest trades per minute.' },
  },
  required: ['min'],

  judge({ metrics, missingReasons }, { min }) {
    const missing = missingReasons.tradesPerMinute;
    return atLeast(min, {
      subject: 'Trade rate',
      value: metrics.tradesPerMinute,
      unit: ' trades/min',
      missing,
    });
  },
};
