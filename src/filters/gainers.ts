import { boundIf, topIf } from './bound.js';
import type { Filter } from './filter.js';

export interface GainersLimits {
  /** Smallest 24 h gain, percent. */
  readonly minPct?: number;
  /** Only the N largest gains; 0 = off. */
  readonly top?: number;
}

export const gainers: Filter<GainersLimits> = {
  name: 'gainers',
  unit: '%',
  liveOnly: false,
  description: 'Smallest 24 h gain, and only the N markets that gained most.',
  limits: {
    minPct: { type: 'number', description: 'Smallest 24 h gain, percent.' },
    top: { type: 'integer', minimum: 0, description: 'Only the N largest gains; 0 = off.' },
  },
  required: [],

  checks: ({ minPct: min, top = 0 }) => [
    ...boundIf(min, { metric: 'change24hPct', min, subject: '24 h change', unit: ' %' }),
    ...topIf(top, 'gain', 'Place by gain'),
  ],
};
