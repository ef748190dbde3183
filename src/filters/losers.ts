import { boundIf, topIf } from './bound.js';
import type { Filter } from './filter.js';

export interface LosersLimits {
  /** Largest 24 h change, percent: −6 requires a loss of 6 % or more. */
  readonly maxPct?: number;
  /** Only the N largest losses; 0 = off. */
  readonly top?: number;
}

export const losers: Filter<LosersLimits> = {
  name: 'losers',
  unit: '%',
  liveOnly: false,
  description: 'Smallest 24 h loss, and only the N markets that lost most.',
  limits: {
    maxPct: {
      type: 'number',
      description: 'Largest 24 h change, percent: -6 requires a loss of 6 % or more.',
    },
    top: { type: 'integer', minimum: 0, description: 'Only the N largest losses; 0 = off.' },
  },
  required: [],

  checks: ({ maxPct: max, top = 0 }) => [
    ...boundIf(max, { metric: 'change24hPct', max, subject: '24 h change', unit: ' %' }),
    ...topIf(top, 'loss', 'Place by loss'),
  ],
};
