import type { RawCandles } from '../../src/market/candle-series.js';
import type { MarketBars, MarketFeed } from '../../src/market/feed.js';

/** Bars of a feed, requested once. */
export interface FeedWindow {
  readonly timeframeMs: number;
  /** Bars of each market up to `endMs`. */
  readonly bars: number;
  readonly endMs: number;
}

/**
 * The same answers as those of `feed`, from a single reading: each market's bars are requested once, and
 * every later moment gets views of them. Bars before the window are missing.
 */
export async function windowFeed(feed: MarketFeed, window: FeedWindow): Promise<MarketFeed> {
  const { timeframeMs, bars, endMs } = window;
  const symbols = (await feed.markets()).map(({ symbol }) => symbol);
  const answers = await feed.bars(symbols, timeframeMs, bars, endMs);
  const bySymbol = new Map(answers.map((answer) => [answer.symbol, answer]));
  return {
    ...feed,
    async bars(wanted, askedMs, count, asOfMs, signal) {
      if (askedMs !== timeframeMs) return feed.bars(wanted, askedMs, count, asOfMs, signal);
      const unknown = wanted.filter((symbol) => !bySymbol.has(symbol));
      const others = unknown.length === 0 ? [] : await feed.bars(unknown, askedMs, count, asOfMs, signal);
      return wanted.map((symbol): MarketBars => {
        const answer = bySymbol.get(symbol);
        if (answer === undefined) return others[unknown.indexOf(symbol)];
        return 'error' in answer
          ? answer
          : { ...answer, candles: lastClosed(answer.candles, timeframeMs, count, asOfMs) };
      });
    },
  };
}

/** The last `count` bars closed at `asOfMs`, as views. Open times must ascend. */
function lastClosed(candles: RawCandles, timeframeMs: number, count: number, asOfMs: number): RawCandles {
  const end = firstAfter(candles.openTimeMs, asOfMs - timeframeMs);
  const from = Math.max(0, end - count);
  return {
    symbol: candles.symbol,
    openTimeMs: candles.openTimeMs.subarray(from, end),
    open: candles.open.subarray(from, end),
    high: candles.high.subarray(from, end),
    low: candles.low.subarray(from, end),
    close: candles.close.subarray(from, end),
    volume: candles.volume.subarray(from, end),
  };
}

/** Index of the first element greater than `limit` in ascending numbers. */
export function firstAfter(ascending: ArrayLike<number>, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
