import { bound } from './bound.js';
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

  checks: ({ min }) => [
    bound({ metric: 'tradesPerMinute', min, subject: 'Trade rate', unit: ' trades/min' }),
  ],
};
