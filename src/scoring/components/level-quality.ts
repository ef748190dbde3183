import { shareToValue } from '../curves.js';
import type { LevelComponent } from '../component.js';

/** Distance from the price at which a level counts half. */
const HALF_DISTANCE_ATR = 3;

export const levelQuality: LevelComponent = {
  name: 'levelQuality',
  unit: 'strength',
  description:
    'Strength of the best level, halved 3 ATRs away: −3 without levels, +3 at a level of full strength.',

  ofLevels(levels) {
    let raw = 0;
    for (const { strength, distanceAtr } of levels) {
      const nearness = HALF_DISTANCE_ATR / (HALF_DISTANCE_ATR + Math.abs(distanceAtr));
      raw = Math.max(raw, strength * nearness);
    }
    return { raw, value: shareToValue(raw) };
  },
};
