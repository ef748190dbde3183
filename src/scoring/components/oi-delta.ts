import type { MetricComponent } from '../component.js';
import { clipValue } from '../curves.js';

/** A change of 5 % in 24 h is worth one point. */
const SPREAD_PCT = 5;

export const oiDelta: MetricComponent = {
  name: 'oiDelta',
  unit: '%',
  description: '24 h change of open interest, up or down; +1 for each 5 %, +3 from 15 % on.',
  needs: ['oiChange24hPct'],
  value: (changePct) => clipValue(Math.abs(changePct) / SPREAD_PCT),
};
