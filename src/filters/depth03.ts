import { bound } from './bound.js';
import type { Filter } from './filter.js';

export interface Depth03Limits {
  /** Smallest bid and ask notional within 0.3 % of the best prices, USD. */
  readonly minUsd: number;
}

export const depth03: Filter<Depth03Limits> = {
  name: 'depth03',
  unit: 'USD',
  liveOnly: true,
  description: 'Smallest order book depth within 0.3 % of the best prices.',
  limits: {
    minUsd: {
      type: 'number',
      minimum: 0,
      description: 'Smallest bid and ask notional within 0.3 % of the best prices, USD.',
    },
  },
  required: ['minUsd'],

  checks: ({ minUsd: min }) => [
    bound({ metric: 'depth03Usd', min, subject: 'Depth within 0.3 %', unit: ' USD' }),
  ],
};
