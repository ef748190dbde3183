import { boundIf, topIf } from './bound.js';
import type { Filter } from './filter.js';

export interface TurnoverLimits {
  /** Smallest 24 h turnover, USD; quote currency if the source knows no prices. */
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

  checks: ({ min, top = 0 }) => [
    ...boundIf(min, { metric: 'turnover24h', min, subject: '24 h turnover', unit: 'quote' }),
    ...topIf(top, 'turnover', 'Place by turnover'),
  ],
};
