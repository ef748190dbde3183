import { bound } from './bound.js';
import type { Filter } from './filter.js';

export interface CorrelationLimits {
  /** Largest correlation with BTC, up or down, 0–1. */
  readonly maxAbs: number;
}

export const correlation: Filter<CorrelationLimits> = {
  name: 'correlation',
  unit: 'r',
  liveOnly: false,
  description: 'Largest correlation with BTC, of either sign; BTC itself passes.',
  limits: {
    maxAbs: { type: 'number', minimum: 0, maximum: 1, description: 'Largest |r| with BTC, 0–1.' },
  },
  required: ['maxAbs'],

  checks: ({ maxAbs: max }) => [
    bound({
      metric: 'btcCorrelation',
      max,
      isAbs: true,
      subject: 'Correlation with BTC',
      unit: '',
      exempt: ({ base }) => (base === 'BTC' ? 'BTC is what the others are compared with.' : null),
    }),
  ],
};
