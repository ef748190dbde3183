import { breakoutDistanceAtr } from '../../indicators/breakout-distance.js';
import { saturate } from '../curves.js';
import type { ScoreComponent } from '../component.js';

/** Two ATRs beyond the edge give half of the most. */
const HALF_ATR = 2;

export const breakout: ScoreComponent = {
  name: 'breakout',
  unit: 'ATRs',
  description:
    'How far the close is beyond the 20-bar high or low, in ATRs: 0 at the edge, 1.5 at 2, −1.5 two inside.',

  measure({ metrics }) {
    const raw = breakoutDistanceAtr(metrics, 'any');
    return raw === null ? null : { raw, value: saturate(raw, HALF_ATR) };
  },
};
