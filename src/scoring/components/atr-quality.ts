import type { MetricComponent } from '../component.js';
import { clipValue } from '../curves.js';

/** ATR over price: best, and the edges of the good range. */
const BEST = 0.025;
const LOW = 0.015;
const HIGH = 0.035;
/** Quality at both edges, where the outer slopes start: the original jumped to 1 there. */
const EDGE_QUALITY = 0.5;
const SPREAD = 0.2;

/** 1 at the best ratio, 0.5 at both edges of the good range, 0 at a ratio of 0 and from 0.07 on. */
function atrQualityOf(atrRatio: number): number {
  if (atrRatio < LOW) return (EDGE_QUALITY * atrRatio) / LOW;
  if (atrRatio > HIGH) return EDGE_QUALITY * Math.max(0, 2 - atrRatio / HIGH);
  return 1 - Math.abs(atrRatio - BEST) / (2 * (HIGH - BEST));
}

export const atrQuality: MetricComponent = {
  name: 'atrQuality',
  unit: 'fraction of price',
  description: 'ATR over price: +2.5 at 2.5 %, 0 at 1.5 % and 3.5 %, −2.5 at 0 and from 7 % on.',
  needs: ['atrRatio'],
  value: (atrRatio) => clipValue((atrQualityOf(atrRatio) - EDGE_QUALITY) / SPREAD),
};
