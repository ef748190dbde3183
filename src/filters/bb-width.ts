import { bound } from './bound.js';
import type { Filter } from './filter.js';

export interface BbWidthLimits {
  /** Percentile rank of the Bollinger band width, 0–100; a limit from 0 to 1 is read as a fraction. */
  readonly min?: number;
  readonly max?: number;
}

/** Old presets wrote percentiles as fractions (0.9), newer ones as 0–100 (90). */
function asPercentile(limit: number | undefined): number | undefined {
  return limit !== undefined && limit <= 1 ? limit * 100 : limit;
}

export const bbWidth: Filter<BbWidthLimits> = {
  name: 'bbWidth',
  unit: 'percentile',
  liveOnly: false,
  description: 'Rank of the Bollinger band width among the last 120 bars: low = squeezed, high = wide open.',
  limits: {
    min: { type: 'number', minimum: 0, maximum: 100, description: 'Smallest percentile, 0–100 (or 0–1).' },
    max: { type: 'number', minimum: 0, maximum: 100, description: 'Largest percentile, 0–100 (or 0–1).' },
  },
  required: [],

  checks: ({ min, max }) => [
    bound({
      metric: 'bbWidthPercentile',
      min: asPercentile(min),
      max: asPercentile(max),
      subject: 'Band width percentile',
      unit: '',
    }),
  ],
};
