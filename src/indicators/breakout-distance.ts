import type { Metrics } from './metrics.js';

/**
 * How far the close is beyond the edge of the 20 bars before, in ATRs; negative = still inside. `any` takes the
 * edge that is further behind. null without price, edge or ATR, and where the ATR is 0.
 */
export function breakoutDistanceAtr(metrics: Metrics, direction: 'up' | 'down' | 'any'): number | null {
  const { price, donchianHigh, donchianLow, atr } = metrics;
  if (price === null || atr === null || atr <= 0) return null;
  const up = donchianHigh === null ? null : (price - donchianHigh) / atr;
  const down = donchianLow === null ? null : (donchianLow - price) / atr;
  if (direction === 'up') return up;
  if (direction === 'down') return down;
  return up === null || down === null ? null : Math.max(up, down);
}
