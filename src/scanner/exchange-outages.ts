import { findBitcoinOutages } from '../market/outages.js';
import { isPlausibleTimeMs, lastClosedOpenTime } from '../market/timeframe.js';
import type { AcquireRequest, FetchedMarket } from './acquire.js';

/**
 * Open times of bars in the window during which an exchange was away without saying so, judged by the BTC
 * markets and some witnesses. The result depends on these markets alone, not on batches.
 */
export async function findExchangeOutages(
  benchmarks: readonly FetchedMarket[],
  witnesses: () => Promise<readonly FetchedMarket[]>,
  request: AcquireRequest,
): Promise<ReadonlySet<number>> {
  const { asOfMs, barCount, timeframeMs } = request;
  const isBenchmark = new Set(benchmarks.map(({ market }) => market.symbol));
  const away = await findBitcoinOutages(
    benchmarks.map((market) => closedTimes(market, request)),
    async () =>
      (await witnesses())
        .filter(({ market }) => !isBenchmark.has(market.symbol))
        .map((market) => closedTimes(market, request)),
    timeframeMs,
  );
  // A recording holds little more than the window.
  const firstMs = lastClosedOpenTime(asOfMs, timeframeMs) - (barCount - 1) * timeframeMs;
  return new Set([...away].filter((time) => time >= firstMs));
}

/** Closed bars, on the grid. */
function closedTimes({ answer }: FetchedMarket, { timeframeMs, asOfMs }: AcquireRequest): Float64Array {
  if ('error' in answer) return new Float64Array();
  return answer.candles.openTimeMs.filter(
    (time) => isPlausibleTimeMs(time) && time % timeframeMs === 0 && time + timeframeMs <= asOfMs,
  );
}
