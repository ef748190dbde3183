import type { MetricName, TickerMetric } from '../indicators/metrics.js';
import { METRIC_NAMES, metricRow } from '../indicators/metrics.js';
import { CONTEXT_FACTOR } from './metrics-computer.js';
import type { MarketResult, ScanResult } from './scan-result.js';
import { formatTimeframe } from '../market/timeframe.js';

/** Origin of each known metric of a market, in a few words. */
export function metricOrigins(
  market: MarketResult,
  { asOfMs, timeframeMs }: ScanResult,
  engine: string,
): Partial<Record<MetricName, string>> {
  const lastOpenMs = (Math.floor(asOfMs / timeframeMs) - 1) * timeframeMs;
  const words = {
    lastClose: `close of the bar ${new Date(lastOpenMs).toISOString().slice(0, 16)}Z`,
    candles: 'candles',
    kernel: `${engine} kernel`,
    contextKernel: `${engine} kernel on ${formatTimeframe(CONTEXT_FACTOR * timeframeMs)} bars`,
    live: market.origins.facts ?? 'measured',
  };
  const wordsOf = (name: MetricName): string => {
    const { source } = metricRow(name);
    return source === 'tickerOrCandles' ? (market.origins[name as TickerMetric] ?? 'candles') : words[source];
  };
  const known = METRIC_NAMES.filter((name) => market.metrics[name] !== null);
  return Object.fromEntries(known.map((name) => [name, wordsOf(name)]));
}
