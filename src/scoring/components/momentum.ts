import type { MetricComponent } from '../component.js';

/** A change of 10 % in an hour gives half of the maximum. */
const HALF_PCT = 10;

export const momentum: MetricComponent = {
  name: 'momentum',
  unit: '%',
  description:
    'Change over the last hour, up is high: 1.5 at +10 %, 2.67 at +80 %; a negative weight looks for falls.',
  needs: ['change1hPct'],
  value: { kind: 'saturated', zeroAt: 0, half: HALF_PCT },
};
