import { clipValue } from '../curves.js';
import { volumeTrend } from './recent-move.js';
import type { ScoreComponent } from '../component.js';

/** From a 24 h loss of 10 % on, a turn counts in full. */
const FULL_LOSS_PCT = 10;

/** @param trend  ln of the volume growth */
export function reversalValue(recentChangePct: number, trend: number, change24hPct: number): number {
  const lossShare = Math.min(1, Math.max(0, -change24hPct / FULL_LOSS_PCT));
  return lossShare * clipValue(recentChangePct + trend);
}

export const losersReversal: ScoreComponent = {
  name: 'losersReversal',
  unit: '%',
  description:
    'Rise over the last 5 bars + ln of their volume growth, in the measure of the 24 h loss before; 0 without a loss.',

  measure({ metrics }) {
    const { recentChangePct: raw, change24hPct } = metrics;
    if (raw === null || change24hPct === null) return null;
    return { raw, value: reversalValue(raw, volumeTrend(metrics), change24hPct) };
  },
};
