import { bound } from './bound.js';
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

  checks: ({ minUsd: min }) => [
    bound({ metric: 'depth05Usd', min, subject: 'Depth within 0.5 %', unit: ' USD' }),
  ],
};
