import { bound } from './bound.js';
import type { Filter } from './filter.js';

export interface SurgeLongLimits {
  /** Smallest ratio of the mean volume of the last 12 bars to the 12 before. */
  readonly min: number;
}

export const surgeLong: Filter<SurgeLongLimits> = {
  name: 'surgeLong',
  unit: '×',
  liveOnly: false,
  description: 'Smallest long surge: volume of the last 12 bars against the 12 before.',
  limits: {
    min: {
      type: 'number',
      minimum: 0,
      description: 'Smallest ratio of the mean volume of the last 12 bars to the 12 before.',
    },
  },
  required: ['min'],

  checks: ({ min }) => [bound({ metric: 'surgeLong', min, subject: 'Long volume surge', unit: '×' })],
};
