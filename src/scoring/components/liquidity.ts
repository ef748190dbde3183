import { comparableTurnover } from '../../indicators/turnover.js';
import { shareToValue } from '../curves.js';
import type { ScoreComponent } from '../component.js';

/** What is enough, and what is too wide: the original's liquidity score. */
const ENOUGH_DEPTH_USD = 1e6;
const WORST_SPREAD_BPS = 50;
const ENOUGH_TURNOVER = 1e8;

export function turnoverShare(turnover24h: number): number {
  return Math.min(1, turnover24h / ENOUGH_TURNOVER);
}

export const liquidity: ScoreComponent = {
  name: 'liquidity',
  unit: 'share',
  description:
    'Mean of depth (full at 1M USD), spread (0 at 50 bps) and 24 h turnover (full at 100M USD), of those that are known. ' +
    'The one component about amounts of money.',

  measure({ metrics }) {
    const { depth05Usd, spreadBps } = metrics;
    const turnover = comparableTurnover(metrics);
    const shares = [
      depth05Usd === null ? null : Math.min(1, depth05Usd / ENOUGH_DEPTH_USD),
      spreadBps === null ? null : Math.max(0, 1 - spreadBps / WORST_SPREAD_BPS),
      turnover === null ? null : turnoverShare(turnover),
    ].filter((share) => share !== null);
    if (shares.length === 0) return null;
    const raw = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    return { raw, value: shareToValue(raw) };
  },
};
