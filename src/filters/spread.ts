import { bound } from './bound.js';
import type { Filter } from './filter.js';

export interface SpreadLimits {
  /** Widest spread, bps of the bid. */
  readonly maxBps: number;
}

export const spread: Filter<SpreadLimits> = {
  name: 'spread',
  unit: 'bps',
  liveOnly: true,
  description: 'Widest spread between best bid and ask.',
  limits: {
    maxBps: { type: 'number', minimum: 0, description: 'Widest spread, bps of the bid.' },
  },
  required: ['maxBps'],

  checks: ({ maxBps: max }) => [bound({ metric: 'spreadBps', max, subject: 'Spread', unit: ' bps' })],
};
