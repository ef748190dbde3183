import type { MarketBars, MarketFeed } from '../src/market/feed.js';
import { NO_DETAILS } from '../src/market/feed.js';
import type { MarketFacts, MarketInfo } from '../src/market/market.js';

/**
 * Everything that a scan at one moment requests from a feed, fetched once: afterwards the feed costs nothing.
 */
export async function memoryFeed(
  feed: MarketFeed,
  timeframeMs: number,
  barCount: number,
  asOfMs: number,
): Promise<MarketFeed> {
  const markets = await feed.markets();
  const symbols = markets.map(({ symbol }) => symbol);
  const answers = await feed.bars(symbols, timeframeMs, barCount, asOfMs);
  const bars = new Map<string, MarketBars>(answers.map((answer) => [answer.symbol, answer]));
  const facts: ReadonlyMap<string, MarketFacts> = await feed.tickers(symbols, asOfMs);
  return {
    source: feed.source,
    isMetered: false,
    markets: async (): Promise<readonly MarketInfo[]> => markets,
    lastCloseTimeMs: async () => asOfMs,
    bars: async (asked) => asked.map((symbol) => bars.get(symbol) as MarketBars),
    tickers: async () => facts,
    details: async () => NO_DETAILS,
  };
}
