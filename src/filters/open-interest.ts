import { bound } from './bound.js';
import type { Filter } from './filter.js';
import { noOpenInterest } from './no-open-interest.js';

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

  checks: ({ minUsd: min }) => [
    bound({
      metric: 'openInterestUsd',
      min,
      subject: 'Open interest',
      unit: ' USD',
      exempt: noOpenInterest,
    }),
  ],
};
