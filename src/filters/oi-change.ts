import { bound } from './bound.js';
import type { Filter } from './filter.js';
import { noOpenInterest } from './no-open-interest.js';

export interface OiChangeLimits {
  /** Smallest 24 h change of open interest, up or down, percent. */
  readonly minAbsPct: number;
}

export const oiChange: Filter<OiChangeLimits> = {
  name: 'oiChange',
  unit: '%',
  liveOnly: true,
  description: 'Smallest 24 h change of open interest, up or down; spot markets have none and pass.',
  limits: {
    minAbsPct: {
      type: 'number',
      minimum: 0,
      description: 'Smallest 24 h change of open interest, up or down, percent.',
    },
  },
  required: ['minAbsPct'],

  checks: ({ minAbsPct: min }) => [
    bound({
      metric: 'oiChange24hPct',
      min,
      isAbs: true,
      subject: 'Open interest change',
      unit: ' %',
      exempt: noOpenInterest,
    }),
  ],
};
