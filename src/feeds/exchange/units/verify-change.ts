import type { CandleColumns } from '../../../market/candle-series.js';
import { DAY_MS } from '../../../market/timeframe.js';
import type { MarketTicker } from '../markets/read-ticker.js';

/** Percentage points: tickers round to a tenth of a percent at the coarsest. */
const ROUNDING = 0.06;

/**
 * Whether a ticker's 24 h change matches the candles: its starting price must be one of those around 24 h
 * before it. One since midnight, or a fraction in place of percent, does not match.
 * @param candles  at least 24 h of them before the ticker, in any order.
 */
export function isChangeOfDay(
  candles: CandleColumns,
  timeframeMs: number,
  { change24hPct, last, timeMs }: Pick<MarketTicker, 'change24hPct' | 'last' | 'timeMs'>,
): boolean {
  if (change24hPct === null || last === null || timeMs === null) return false;
  const [low, high] = pricesAround(candles, timeMs - DAY_MS, timeframeMs);
  const [least, most] = [100 * (last / high - 1), 100 * (last / low - 1)];
  return change24hPct >= least - ROUNDING && change24hPct <= most + ROUNDING;
}

/**
 * Lowest and highest price within a bar of a time; without trades, the last close before. NaN without one.
 */
function pricesAround(
  { openTimeMs, high, low, close }: CandleColumns,
  timeMs: number,
  timeframeMs: number,
): readonly [low: number, high: number] {
  let [least, most, beforeMs, before] = [Infinity, 0, -Infinity, NaN];
  for (let row = 0; row < openTimeMs.length; row++) {
    const openMs = openTimeMs[row];
    if (openMs > timeMs + timeframeMs) continue;
    if (openMs >= timeMs - 2 * timeframeMs) {
      least = Math.min(least, low[row]);
      most = Math.max(most, high[row]);
    } else if (openMs > beforeMs) [beforeMs, before] = [openMs, close[row]];
  }
  return most > 0 ? [least, most] : [before, before];
}
