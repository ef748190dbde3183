import { breakoutDistanceAtr } from '../../indicators/breakout-distance.js';
import { saturate } from '../curves.js';
import type { ScoreComponent } from '../component.js';

/** Two ATRs beyond the edge give half of the most. */
export const HALF_ATR = 2;

function breakoutValue(distanceAtr: number): number {
  return saturate(distanceAtr, HALF_ATR);
}

export const breakout: ScoreComponent = {
  name: 'breakout',
  unit: 'ATRs',
  description:
    'How far the close is above the 20-bar high, in ATRs: 0 at the high, 1.5 two above, −1.5 two below.',

  measure({ metrics }) {
    const raw = breakoutDistanceAtr(metrics, 'up');
    return raw === null ? null : { raw, value: breakoutValue(raw) };
  },
};
