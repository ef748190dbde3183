import type { Metrics } from './metrics.js';
import { inAtrs } from './smallest-atr.js';

/**
 * How far the close is beyond the edge of the 20 bars before, in ATRs; negative = still inside. `any` uses
 * the edge that is further behind. null without price, edge or ATR, or if the ATR is below 1e-5 of the price.
 */
export function breakoutDistanceAtr(metrics: Metrics, direction: 'up' | 'down' | 'any'): number | null {
  const { price, donchianHigh, donchianLow, atr } = metrics;
  if (price === null || atr === null) return null;
  const up = donchianHigh === null ? null : inAtrs(price - donchianHigh, atr, price);
  const down = donchianLow === null ? null : inAtrs(donchianLow - price, atr, price);
  if (direction === 'up') return up;
  if (direction === 'down') return down;
  return up === null || down === null ? null : Math.max(up, down);
}
