import { DAY_MS } from '../market/timeframe.js';
import { allOf, atLeast } from './checks.js';
import type { Filter, Verdict } from './filter.js';

export interface AgeLimits {
  /** Bars of history that the scan must have. */
  readonly minBars?: number;
  /** Days since the exchange listed the market. */
  readonly minListedDays?: number;
}

export const age: Filter<AgeLimits> = {
  name: 'age',
  unit: 'bars',
  // Candles tell how many bars there are; the listing date comes from a live exchange alone.
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

  judge({ market, metrics, asOfMs }, { minBars, minListedDays }) {
    const checks: Verdict[] = [];
    if (minBars !== undefined) {
      checks.push(atLeast(minBars, { subject: 'History', value: metrics.bars, unit: ' bars' }));
    }
    if (minListedDays !== undefined) {
      const value = market.listedAtMs === null ? null : (asOfMs - market.listedAtMs) / DAY_MS;
      const missing = 'the source does not tell when the market was listed';
      checks.push(atLeast(minListedDays, { subject: 'Age since listing', value, unit: ' days', missing }));
    }
    return allOf(checks);
  },
};
