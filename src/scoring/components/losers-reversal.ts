import type { MetricComponent } from '../component.js';
import { clipValue } from '../curves.js';
import { volumeTrend } from '../raw-values.js';

/** 24 h loss, percent, from which a reversal counts in full. */
const FULL_LOSS_PCT = 10;

export const losersReversal: MetricComponent = {
  name: 'losersReversal',
  unit: '%',
  description:
    'Rise over the last 5 bars + ln of their volume growth, in the measure of the 24 h loss before, in full from 10 % on; 0 without a loss.',
  needs: ['recentChangePct', 'recentVolumeRatio', 'change24hPct'],
  value: reversalValue,
};

function reversalValue(change: number, _: number, volumeRatio: number, change24hPct: number): number {
  const lossShare = Math.min(1, Math.max(0, -change24hPct / FULL_LOSS_PCT));
  return lossShare * clipValue(change + volumeTrend(volumeRatio));
}
