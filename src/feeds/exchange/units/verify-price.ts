import type { CandleColumns } from '../../../market/candle-series.js';
import type { DataIssue } from '../../../market/data-issue.js';
import { DAY_MS } from '../../../market/timeframe.js';
import type { MarketTicker } from '../markets/read-ticker.js';
import { formatAmount } from './format-amount.js';

/** How far outside the ticker's daily range a close may lie: the two were not created in the same second. */
const TOLERANCE = 1.1;

/**
 * Whether candles can be those of the ticker's market: the close of the newest bar that was closed within the
 * ticker's last 24 h must lie between its low and high. This detects candles of another market if the answer
 * does not name its market.
 * @param candles  in any order.
 * @returns null if it does, or if there is nothing to compare.
 */
export function verifyPrice(
  { openTimeMs, close }: CandleColumns,
  timeframeMs: number,
  { low, high, timeMs }: Pick<MarketTicker, 'low' | 'high' | 'timeMs'>,
): DataIssue | null {
  if (low === null || high === null || timeMs === null) return null;
  let newestMs = timeMs - DAY_MS;
  let price = NaN;
  for (let row = 0; row < openTimeMs.length; row++) {
    const openMs = openTimeMs[row];
    // A bar that is still open cannot be judged: it is not used.
    if (!(openMs >= newestMs && openMs + timeframeMs <= timeMs)) continue;
    newestMs = openMs;
    price = close[row];
  }
  if (!(price > 0) || (price >= low / TOLERANCE && price <= high * TOLERANCE)) return null;
  const range = `${formatAmount(low)} … ${formatAmount(high)}`;
  return {
    code: 'DATA_MISMATCH',
    message: `The candles close at ${formatAmount(price)}, the ticker's day went from ${range}: they are of another market.`,
  };
}
