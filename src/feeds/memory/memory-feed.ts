import type { RawCandles } from '../../market/candle-series.js';
import type { MarketBars, MarketFeed } from '../../market/feed.js';
import { NO_DETAILS } from '../../market/feed.js';
import type { MarketInfo } from '../../market/market.js';
import { marketFromSymbol } from '../../market/market.js';
import { SquallError } from '../../util/squall-error.js';
import type { GivenCandles } from './given-candles.js';
import { candlesOf, marketsGiven } from './given-candles.js';

export type { CandleRow, GivenCandles, MarketCandles, MarketRows } from './given-candles.js';

/**
 * A source out of candles that are in memory already. All must be of the timeframe that is scanned; the scan cleans
 * and judges them as it does those of files: gaps, duplicates and impossible bars are told market by market.
 *
 * @example
 * const feed = fromCandles([{ symbol: 'BTC/USDT', openTimeMs, open, high, low, close, volume }]);
 * const { markets } = await scan(feed, { timeframe: '5m' });
 * @example
 * const rows = await exchange.fetchOHLCV('BTC/USDT', '5m');
 * const feed = fromCandles([{ symbol: 'BTC/USDT', rows }]);
 * @throws {SquallError} USAGE: a symbol that is none or comes twice, columns that differ in length, times that are not in
 *   milliseconds, and whatever is no candles.
 */
export function fromCandles(candles: GivenCandles): MarketFeed {
  const bySymbol = new Map<string, { market: MarketInfo; candles: RawCandles }>();
  for (const given of marketsGiven(candles)) {
    const market = marketFromSymbol(given.symbol);
    if (market === null)
      throw usage(`Expected a symbol such as BTC/USDT, got ${JSON.stringify(given.symbol)}.`);
    if (bySymbol.has(market.symbol)) throw usage(`Expected each market once, got ${market.symbol} twice.`);
    bySymbol.set(market.symbol, { market, candles: candlesOf(market.symbol, given) });
  }
  return {
    source: { kind: 'candles', detail: `${bySymbol.size} markets in memory`, hasLiveFacts: false },
    isMetered: false,

    async markets() {
      return [...bySymbol.values()].map(({ market }) => market);
    },

    async lastCloseTimeMs(timeframeMs) {
      let last = -Infinity;
      for (const { candles: columns } of bySymbol.values()) {
        for (const openTimeMs of columns.openTimeMs) last = openTimeMs > last ? openTimeMs : last;
      }
      return last === -Infinity ? null : last + timeframeMs;
    },

    async bars(symbols) {
      return symbols.map((symbol): MarketBars => {
        const known = bySymbol.get(symbol);
        if (known !== undefined) return { symbol, candles: known.candles };
        return { symbol, error: { code: 'MARKET_GONE', message: `There are no candles of ${symbol}.` } };
      });
    },

    tickers: async () => new Map(),
    details: async () => NO_DETAILS,
  };
}

function usage(message: string): SquallError {
  return new SquallError('USAGE', message);
}
