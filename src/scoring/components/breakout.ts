import type { MetricComponent } from '../component.js';
import { distanceInAtrs } from '../raw-values.js';

/** Two ATRs beyond the edge give half of the maximum. */
const HALF_ATR = 2;

export const breakout: MetricComponent = {
  name: 'breakout',
  unit: 'ATRs',
  description:
    'How far the close is above the 20-bar high, in ATRs: 0 at the high, 1.5 two above, −1.5 two below.',
  needs: ['price', 'donchianHigh', 'atr'],
  raw: distanceInAtrs,
  value: { kind: 'saturated', zeroAt: 0, half: HALF_ATR },
};
