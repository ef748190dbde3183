import { allOf, amongTop, atLeast } from './checks.js';
import type { Filter, Verdict } from './filter.js';

export interface GainersLimits {
  /** Smallest 24 h gain, percent. */
  readonly minPct?: number;
  /** Only the N largest gains; 0 = off. */
  readonly top?: number;
}

export const gainers: Filter<GainersLimits> = {
  name: 'gainers',
  unit: '%',
  liveOnly: false,
  description: 'Smallest 24 h gain, and only the N markets that gained most.',
  limits: {
    minPct: { type: 'number', description: 'Smallest 24 h gain, percent.' },
    top: { type: 'integer', minimum: 0, description: 'Only the N largest gains; 0 = off.' },
  },
  required: [],

  judge({ metrics, missingReasons, ranks }, { minPct, top = 0 }) {
    const checks: Verdict[] = [];
    const missing = missingReasons.change24hPct;
    if (minPct !== undefined) {
      checks.push(
        atLeast(minPct, { subject: '24 h change', value: metrics.change24hPct, unit: ' %', missing }),
      );
    }
    if (top > 0) checks.push(amongTop(top, 'Place by gain', ranks.gain, missing));
    return allOf(checks);
  },
};
