import { saturate } from '../curves.js';
import type { ScoreComponent } from '../component.js';

/** A change of 10 % in an hour gives half of the most. */
const HALF_PCT = 10;

export const momentum: ScoreComponent = {
  name: 'momentum',
  unit: '%',
  description:
    'Change over the last hour, in the direction of the breakout (up where there is none): 1.5 at 10 %, 2.67 at 80 %.',

  measure({ metrics: { change1hPct: raw, breakout } }) {
    if (raw === null) return null;
    return { raw, value: saturate(breakout === 'down' ? -raw : raw, HALF_PCT) };
  },
};
