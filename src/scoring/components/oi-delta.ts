import { clipValue } from '../curves.js';
import type { ScoreComponent } from '../component.js';

/** A change of 5 % in 24 h is worth one point. */
const SPREAD_PCT = 5;

export const oiDelta: ScoreComponent = {
  name: 'oiDelta',
  unit: '%',
  description: '24 h change of open interest, up or down; +1 for each 5 %, +3 from 15 % on.',

  measure({ metrics: { oiChange24hPct: raw } }) {
    return raw === null ? null : { raw, value: clipValue(Math.abs(raw) / SPREAD_PCT) };
  },
};
