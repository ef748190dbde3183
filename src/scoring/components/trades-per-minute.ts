import type { MetricComponent } from '../component.js';
import { naturalLog } from '../../util/natural-log.js';
import { clipValue } from '../curves.js';

/** ln of 7.39 trades per minute, which are worth 0. */
const USUAL_LN = 2;

export const tradesPerMinute: MetricComponent = {
  name: 'tradesPerMinute',
  unit: 'trades/min',
  description: 'ln(trades per minute) − 2: 0 at 7.4, +3 from 148 on, −3 without trades.',
  needs: ['tradesPerMinute'],
  value: (trades) => clipValue(naturalLog(Math.max(0, trades)) - USUAL_LN),
};
