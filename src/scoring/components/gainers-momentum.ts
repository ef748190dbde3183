import type { MetricComponent } from '../component.js';
import { clipValue } from '../curves.js';
import { volumeTrend } from '../raw-values.js';

export const gainersMomentum: MetricComponent = {
  name: 'gainersMomentum',
  unit: '%',
  description: 'Rise over the last 5 bars in percent + ln of their volume growth.',
  needs: ['recentChangePct', 'recentVolumeRatio'],
  value: (change, _, volumeRatio) => clipValue(change + volumeTrend(volumeRatio)),
};
