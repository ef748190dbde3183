import { clipValue } from '../curves.js';
import type { ScoreComponent } from '../component.js';

/** What no correlation is worth, and what a whole one takes from it. */
export const INDEPENDENCE = 1;
export const DEPENDENCE_COST = 2;

function correlationValue(r: number): number {
  return clipValue(INDEPENDENCE - DEPENDENCE_COST * Math.abs(r));
}

export const correlation: ScoreComponent = {
  name: 'correlation',
  unit: 'r',
  description: '1 − 2·|r| with BTC: +1 when it moves on its own, −1 when it only follows.',

  measure({ metrics: { btcCorrelation: raw } }) {
    return raw === null ? null : { raw, value: correlationValue(raw) };
  },
};
