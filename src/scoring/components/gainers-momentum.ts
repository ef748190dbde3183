import { clipValue } from '../curves.js';
import { volumeTrend } from './recent-move.js';
import type { ScoreComponent } from '../component.js';

export const gainersMomentum: ScoreComponent = {
  name: 'gainersMomentum',
  unit: '%',
  description: 'Rise over the last 5 bars in percent + ln of their volume growth.',

  measure({ metrics }) {
    const raw = metrics.recentChangePct;
    return raw === null ? null : { raw, value: clipValue(raw + volumeTrend(metrics)) };
  },
};
