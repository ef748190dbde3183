import type { MarketFeed } from '../market/feed.js';
import { untilAborted } from '../util/until-aborted.js';

/**
 * A feed whose calls end with the signal's reason as soon as it aborts, whether or not the feed itself
 * supports it: third-party feeds may wait for ever.
 */
export function heedingFeed(feed: MarketFeed): MarketFeed {
  const heed = <Answer>(signal: AbortSignal | undefined, answer: Promise<Answer>): Promise<Answer> =>
    signal === undefined ? answer : untilAborted(answer, signal);
  return {
    // Read when needed: they may change from scan to scan, as in a recording.
    get source() {
      return feed.source;
    },
    get isMetered() {
      return feed.isMetered;
    },
    warnings: () => feed.warnings?.() ?? [],
    outages: (timeframeMs) => feed.outages?.(timeframeMs),
    markets: (signal) => heed(signal, feed.markets(signal)),
    lastCloseTimeMs: (timeframeMs, signal) => heed(signal, feed.lastCloseTimeMs(timeframeMs, signal)),
    tickers: (symbols, asOfMs, signal) => heed(signal, feed.tickers(symbols, asOfMs, signal)),
    bars: (symbols, timeframeMs, count, asOfMs, signal) =>
      heed(signal, feed.bars(symbols, timeframeMs, count, asOfMs, signal)),
    details: (symbols, asOfMs, signal) => heed(signal, feed.details(symbols, asOfMs, signal)),
  };
}
