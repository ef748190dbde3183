import { bound } from './bound.js';
import type { Filter } from './filter.js';

export interface AtrRangeLimits {
  /** Smallest and largest context ATR over price, fractions. */
  readonly min?: number;
  readonly max?: number;
}

export const atrRange: Filter<AtrRangeLimits> = {
  name: 'atrRange',
  unit: 'fraction of price',
  liveOnly: false,
  description: 'Context ATR over price: neither asleep nor out of hand.',
  limits: {
    min: { type: 'number', minimum: 0, description: 'Smallest context ATR, fraction of the price.' },
    max: { type: 'number', minimum: 0, description: 'Largest context ATR, fraction of the price.' },
  },
  required: [],

  checks: ({ min, max }) => [
    bound({ metric: 'contextAtrRatio', min, max, subject: 'Context ATR', unit: ' of price' }),
  ],
};
