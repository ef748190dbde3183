import { DAY_MS } from '../market/timeframe.js';
import { boundIf } from './bound.js';
import type { Check, Filter } from './filter.js';
import { atLeast } from './verdicts.js';

export interface AgeLimits {
  /** Bars of history required. */
  readonly minBars?: number;
  /** Days since the exchange listed the market. */
  readonly minListedDays?: number;
}

export const age: Filter<AgeLimits> = {
  name: 'age',
  unit: 'bars',
  // Candles show how many bars there are; only a live exchange reports the listing date.
  liveOnly: true,
  description: 'Bars of history, and days since the market was listed.',
  limits: {
    minBars: { type: 'integer', minimum: 0, description: 'Fewest bars of history.' },
    minListedDays: {
      type: 'number',
      minimum: 0,
      description: 'Fewest days since the exchange listed the market.',
    },
  },
  required: [],

  checks: ({ minBars: min, minListedDays }) => [
    ...boundIf(min, { metric: 'bars', min, subject: 'History', unit: ' bars' }),
    ...(minListedDays === undefined ? [] : [listedFor(minListedDays)]),
  ],
};

function listedFor(min: number): Check {
  return {
    judge({ market: { listedAtMs }, asOfMs }) {
      const value = listedAtMs === null ? null : (asOfMs - listedAtMs) / DAY_MS;
      const missing = 'the source does not tell when the market was listed';
      return atLeast(min, { subject: 'Age since listing', value, unit: ' days', missing });
    },
    compares: { kind: 'listedDays', min },
  };
}
