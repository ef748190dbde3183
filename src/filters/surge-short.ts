import { bound } from './bound.js';
import type { Filter } from './filter.js';

export interface SurgeShortLimits {
  /** Smallest ratio of the last volume to the median of the 20 before. */
  readonly min: number;
}

export const surgeShort: Filter<SurgeShortLimits> = {
  name: 'surgeShort',
  unit: '×',
  liveOnly: false,
  description: 'Smallest short surge: volume of the last bar against the median of the 20 before.',
  limits: {
    min: {
      type: 'number',
      minimum: 0,
      description: 'Smallest ratio of the last volume to the median of the 20 before.',
    },
  },
  required: ['min'],

  checks: ({ min }) => [bound({ metric: 'surgeShort', min, subject: 'Short volume surge', unit: '×' })],
};
