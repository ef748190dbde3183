import type { RawCandles } from '../../market/candle-series.js';
import type { MarketBars, MarketFeed } from '../../market/feed.js';
import { NO_DETAILS } from '../../market/feed.js';
import type { MarketInfo } from '../../market/market.js';
import { marketFromSymbol } from '../../market/spelling.js';
import { SquallError } from '../../util/squall-error.js';

/** Candles of one market; columns of equal length, oldest first, any array of numbers. */
export interface MarketCandles {
  /** `BASE/QUOTE`, or as an exchange spells it where the quote is well known: `BTCUSDT`. */
  readonly symbol: string;
  /** UTC ms. */
  readonly openTimeMs: ArrayLike<number>;
  /** Quote currency. */
  readonly open: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly close: ArrayLike<number>;
  /** Base currency. */
  readonly volume: ArrayLike<number>;
}

const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;

/**
 * A source out of candles that are in memory already. All must be of the timeframe that is scanned; the scan cleans
 * and judges them as it does those of files: gaps, duplicates and impossible bars are told market by market.
 *
 * @example
 * const feed = fromCandles([{ symbol: 'BTC/USDT', openTimeMs, open, high, low, close, volume }]);
 * const { markets } = await scan(feed, { timeframe: '5m' });
 * @throws {SquallError} USAGE: a symbol that is none or comes twice, columns that differ in length.
 */
export function fromCandles(candles: readonly MarketCandles[]): MarketFeed {
  const bySymbol = new Map<string, { market: MarketInfo; candles: RawCandles }>();
  for (const given of candles) {
    const market = marketFromSymbol(given.symbol);
    if (market === null)
      throw usage(`Expected a symbol such as BTC/USDT, got ${JSON.stringify(given.symbol)}.`);
    if (bySymbol.has(market.symbol)) throw usage(`Expected each market once, got ${market.symbol} twice.`);
    bySymbol.set(market.symbol, { market, candles: copyColumns(market.symbol, given) });
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

function copyColumns(symbol: string, given: MarketCandles): RawCandles {
  const columns = COLUMNS.map((name) => new Float64Array(given[name]));
  const count = columns[0].length;
  for (const [index, column] of columns.entries()) {
    if (column.length === count) continue;
    throw usage(
      `${symbol}: expected \`${COLUMNS[index]}\` to be as long as \`openTimeMs\` (${count}), got ${column.length}.`,
    );
  }
  const [openTimeMs, open, high, low, close, volume] = columns;
  return { symbol, openTimeMs, open, high, low, close, volume };
}

function usage(message: string): SquallError {
  return new SquallError('USAGE', message);
}
