import type { MarketBars, MarketFeed, SourceDescription } from '../../market/feed.js';
import type { RecordedScan } from './recorded-scan.js';

/**
 * The inputs of one scan, as a feed: scanning it the same way gives the same result. It answers in stages if
 * the source did. Answers to repeated requests are returned in order, so each replay needs its own
 * `RecordedScan`.
 */
export function recordedFeed(scan: RecordedScan, source: SourceDescription): MarketFeed {
  const { record } = scan;
  return {
    source,
    isMetered: record.isMetered,
    isRecorded: true,
    markets: async () => scan.markets ?? [],
    lastCloseTimeMs: async (timeframeMs) => Math.floor(record.asOfMs / timeframeMs) * timeframeMs,
    tickers: async () => scan.facts?.bySymbol ?? new Map(),
    bars: async (symbols) =>
      scan.bars(symbols).map((answer) => ('wasAsked' in answer ? notAsked(answer.symbol) : answer)),
    details: async () => scan.details?.bySymbol ?? new Map(),
    outages: () => record.outages && new Set(record.outages),
    warnings: () => record.warnings,
  };
}

function notAsked(symbol: string): MarketBars {
  const message = 'The recorded scan did not request these candles: its tickers had rejected the market.';
  return { symbol, error: { code: 'NOT_RECORDED', message } };
}
