import { atMost, noData } from './checks.js';
import type { Filter } from './filter.js';

export interface CorrelationLimits {
  /** Largest correlation with BTC, up or down, 0–1. */
  readonly maxAbs: number;
}

export const correlation: Filter<CorrelationLimits> = {
  name: 'correlation',
  unit: 'r',
  liveOnly: false,
  description: 'Largest correlation with BTC, of either sign; BTC itself passes.',
  limits: {
    maxAbs: { type: 'number', minimum: 0, maximum: 1, description: 'Largest |r| with BTC, 0–1.' },
  },
  required: ['maxAbs'],

  judge({ market, metrics, missingReasons }, { maxAbs }) {
    const r = metrics.btcCorrelation;
    if (r === null && market.base === 'BTC') {
      const reason = 'BTC is what the others are compared with.';
      return { passed: true, value: null, threshold: maxAbs, margin: null, reason };
    }
    if (r === null) return noData('Correlation with BTC', maxAbs, missingReasons.btcCorrelation);
    const verdict = atMost(maxAbs, { subject: 'Correlation with BTC', value: Math.abs(r), unit: '' });
    return { ...verdict, value: r };
  },
};
