import { atLeast, noData } from './checks.js';
import type { Filter } from './filter.js';

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

  judge({ market, metrics, missingReasons }, { minAbsPct }) {
    const change = metrics.oiChange24hPct;
    if (market.type === 'spot') {
      const reason = 'A spot market has no open interest to compare.';
      return { passed: true, value: null, threshold: minAbsPct, margin: null, reason };
    }
    if (change === null) return noData('Open interest change', minAbsPct, missingReasons.oiChange24hPct);
    const verdict = atLeast(minAbsPct, {
      subject: 'Open interest change',
      value: Math.abs(change),
      unit: ' %',
    });
    return { ...verdict, value: change };
  },
};
