import type { MetricComponent } from '../component.js';
import { shareToValue } from '../curves.js';

/** Sufficient amounts, and too wide a spread: the original's liquidity score. */
const ENOUGH_DEPTH_USD = 1e6;
const WORST_SPREAD_BPS = 50;
const ENOUGH_TURNOVER = 1e8;

export const liquidity: MetricComponent = {
  name: 'liquidity',
  unit: 'share',
  description:
    'Mean of depth (full at 1M USD), spread (0 at 50 bps) and 24 h turnover (full at 100M USD), of those that are known. ' +
    'The one component about amounts of money.',
  needs: ['depth05Usd', 'spreadBps', 'turnover24h', 'usdPerQuote'],
  raw: meanShare,
  value: (share) => shareToValue(share),
};

/** NaN if nothing is known. A turnover without a price of its quote currency counts unconverted. */
function meanShare(depthUsd: number, spreadBps: number, turnover: number, usdPerQuote: number): number {
  const turnoverUsd = Number.isNaN(usdPerQuote) ? turnover : turnover * usdPerQuote;
  let sum = 0;
  let count = 0;
  for (const share of [
    Math.min(1, depthUsd / ENOUGH_DEPTH_USD),
    Math.max(0, 1 - spreadBps / WORST_SPREAD_BPS),
    Math.min(1, turnoverUsd / ENOUGH_TURNOVER),
  ]) {
    if (Number.isNaN(share)) continue;
    sum += share;
    count++;
  }
  return sum / count;
}
