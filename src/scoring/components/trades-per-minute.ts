import { naturalLog } from '../../util/natural-log.js';
import { clipValue } from '../curves.js';
import type { ScoreComponent } from '../component.js';

/** ln of 7.39 trades a minute, which are worth 0. */
const USUAL_LN = 2;

export const tradesPerMinute: ScoreComponent = {
  name: 'tradesPerMinute',
  unit: 'trades/min',
  description: 'ln(trades per minute) − 2: 0 at 7.4, +3 from 148 on, −3 without trades.',

  measure({ metrics: { tradesPerMinute: raw } }) {
    return raw === null ? null : { raw, value: clipValue(naturalLog(Math.max(0, raw)) - USUAL_LN) };
  },
};
