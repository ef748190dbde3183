import type { MetricName } from '../indicators/metrics.js';
import { LIVE_METRICS } from '../indicators/metrics.js';
import { CONTEXT_FACTOR } from './metrics-computer.js';
import type { MarketResult, ScanResult } from './scan-result.js';
import { formatTimeframe } from '../market/timeframe.js';

/** Metrics that are read from the candles themselves, without a kernel. */
const FROM_CANDLES: ReadonlySet<MetricName> = new Set<MetricName>([
  'change1hPct',
  'recentChangePct',
  'recentVolumeRatio',
  'breakout',
  'bars',
  'filledBars',
  'ageBars',
  'health',
]);

/** Where each known metric of a market comes from, in a few words. */
export function metricOrigins(
  market: MarketResult,
  { asOfMs, timeframeMs }: ScanResult,
  engine: string,
): Partial<Record<MetricName, string>> {
  const lastOpenMs = (Math.floor(asOfMs / timeframeMs) - 1) * timeframeMs;
  const lastBar = new Date(lastOpenMs).toISOString().slice(0, 16);
  const origins: Partial<Record<MetricName, string>> = {};
  for (const name of Object.keys(market.metrics) as MetricName[]) {
    if (market.metrics[name] === null) continue;
    if (name === 'price') origins[name] = `close of the bar ${lastBar}Z`;
    else if (name === 'change24hPct' || name === 'turnover24h')
      origins[name] = market.origins[name] ?? 'candles';
    else if (name === 'contextAtrRatio')
      origins[name] = `${engine} kernel on ${formatTimeframe(CONTEXT_FACTOR * timeframeMs)} bars`;
    else if (LIVE_METRICS.some((live) => live === name)) origins[name] = market.origins.facts ?? 'measured';
    else if (FROM_CANDLES.has(name)) origins[name] = 'candles';
    else origins[name] = `${engine} kernel`;
  }
  return origins;
}
