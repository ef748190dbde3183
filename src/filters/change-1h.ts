import { bound } from './bound.js';
import type { Filter } from './filter.js';

export interface Change1hLimits {
  /** Smallest and largest change over the last hour, percent. */
  readonly minPct?: number;
  readonly maxPct?: number;
}

export const change1h: Filter<Change1hLimits> = {
  name: 'change1h',
  unit: '%',
  liveOnly: false,
  description: 'Change over the last hour.',
  limits: {
    minPct: { type: 'number', description: 'Smallest change over the last hour, percent.' },
    maxPct: { type: 'number', description: 'Largest change over the last hour, percent.' },
  },
  required: [],

  checks: ({ minPct: min, maxPct: max }) => [
    bound({ metric: 'change1hPct', min, max, subject: '1 h change', unit: ' %' }),
  ],
};
