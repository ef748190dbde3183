import { saturate } from '../curves.js';
import type { ScoreComponent } from '../component.js';

/** A change of 10 % in an hour gives half of the most. */
export const HALF_PCT = 10;

function momentumValue(change1hPct: number): number {
  return saturate(change1hPct, HALF_PCT);
}

export const momentum: ScoreComponent = {
  name: 'momentum',
  unit: '%',
  description:
    'Change over the last hour, up is high: 1.5 at +10 %, 2.67 at +80 %; a negative weight looks for falls.',

  measure({ metrics: { change1hPct: raw } }) {
    return raw === null ? null : { raw, value: momentumValue(raw) };
  },
};
