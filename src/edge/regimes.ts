import type { HistorySource } from '../history/scan-history.js';
import { priceWindows } from './forward-prices.js';
import type { RegimeAt } from './stability.js';

const REGIME_MS = 30 * 86_400_000;

/** Whether BTC, where it is among the markets, stands higher than 30 days before. */
export async function readRegimes(source: HistorySource): Promise<RegimeAt> {
  const benchmark = source.markets.findIndex(({ market }) => market.base === 'BTC');
  if (benchmark === -1) return () => null;
  const closes = new Float64Array(source.barCount).fill(NaN);
  for await (const { close, firstBar, endBar } of priceWindows(source, 0)) {
    closes.set(close[benchmark].subarray(0, endBar - firstBar), firstBar);
  }
  const lag = Math.round(REGIME_MS / source.timeframeMs);
  return (bar) => {
    if (!(closes[bar - lag] > 0) || !(closes[bar] > 0)) return null;
    return closes[bar] >= closes[bar - lag] ? 'rising' : 'falling';
  };
}
