import type { CandleColumns } from '../../../market/candle-series.js';
import type { DataIssue } from '../../../market/data-issue.js';
import { DAY_MS } from '../../../market/timeframe.js';
import type { MarketTicker } from '../markets/read-ticker.js';
import { formatAmount } from './format-amount.js';

/** How far outside the ticker's range of the day a close may lie: the two were not made in the same second. */
const TOLERANCE = 1.1;

/**
 * Whether candles can be those of the ticker's market: the newest close within the ticker's last 24 h must lie between
 * its low and high. This is what shows candles of another market where the answer does not say whose they are.
 * @returns null where it does, or where there is nothing to compare.
 */
export function verifyPrice(
  { openTimeMs, close }: CandleColumns,
  { low, high, timeMs }: MarketTicker,
): DataIssue | null {
  if (low === null || high === null || timeMs === null) return null;
  const row = openTimeMs.findLastIndex((openMs) => openMs <= timeMs);
  if (row < 0 || openTimeMs[row] < timeMs - DAY_MS) return null;
  const price = close[row];
  if (!(price > 0) || (price >= low / TOLERANCE && price <= high * TOLERANCE)) return null;
  const range = `${formatAmount(low)} … ${formatAmount(high)}`;
  return {
    code: 'DATA_MISMATCH',
    message: `The candles close at ${formatAmount(price)}, the ticker's day went from ${range}: they are of another market.`,
  };
}
