import { resampleCandles } from '../feeds/candle-files/resample-candles.js';
import type { RawCandles } from '../market/candle-series.js';
import type { MarketBars, MarketFeed } from '../market/feed.js';
import { NO_DETAILS } from '../market/feed.js';
import { longerOutages, outageWarning } from '../market/outages.js';
import type { MarketFacts, MarketInfo } from '../market/market.js';
import { formatTimeframe, openTimeOf } from '../market/timeframe.js';
import { toldRows } from './candle-rows.js';
import type { CandleStore, StoredMarket } from './candle-store.js';
import { existedAt } from './candle-store.js';
import { storeName } from './store-folder.js';
import { storeOutages } from './store-outages.js';

/** A store as a feed; its candles are read on demand. */
export interface StoreFeed extends MarketFeed {
  readonly store: CandleStore;
}

/** @param asOfMs  only markets that existed then; null = all, including delisted ones. */
export function storeFeed(store: CandleStore, asOfMs: number | null): StoreFeed {
  const { markets, description, problems } = store;
  const bySymbol = new Map(markets.map((stored) => [stored.market.symbol, stored]));
  /** Open times, read from the manifests on first use. */
  let known: ReadonlySet<number> | null = null;
  const outages = (timeframeMs: number): ReadonlySet<number> => {
    known ??= storeOutages(store);
    const isLonger = timeframeMs !== description.timeframeMs;
    return isLonger ? longerOutages(known, description.timeframeMs, timeframeMs) : known;
  };
  /** Only outages in the requested bars are reported, not those of years. */
  let seen: { readonly timeframeMs: number; readonly fromMs: number; readonly toMs: number } | null = null;
  const seenOutages = (): string[] => {
    if (seen === null) return [];
    const { timeframeMs, fromMs, toMs } = seen;
    const inside = [...outages(timeframeMs)].filter((time) => time >= fromMs && time < toMs);
    return outageWarning(new Set(inside), timeframeMs);
  };
  const there = asOfMs === null ? markets : markets.filter((stored) => existedAt(stored, asOfMs));
  return {
    store,
    source: { kind: 'candles', detail: `store ${storeName(description)}`, hasLiveFacts: false },
    isMetered: false,
    markets: () => Promise.resolve(there.map(asOfThen)),
    lastCloseTimeMs: (timeframeMs) => {
      const newestMs = markets.reduce((newest, { span }) => Math.max(newest, span.toMs), -Infinity);
      return Promise.resolve(newestMs === -Infinity ? null : openTimeOf(newestMs, timeframeMs));
    },
    bars: async (symbols, timeframeMs, count, atMs, signal) => {
      signal?.throwIfAborted();
      seen = { timeframeMs, fromMs: atMs - count * timeframeMs, toMs: atMs };
      return symbols.map((symbol) =>
        barsOf(bySymbol.get(symbol), symbol, description.timeframeMs, timeframeMs, count, atMs),
      );
    },
    tickers: () => Promise.resolve(new Map<string, MarketFacts>()),
    details: () => Promise.resolve(NO_DETAILS),
    outages,
    warnings: () => [
      ...problems.map((problem) => `${problem}; this market is not scanned`),
      ...seenOutages(),
    ],
  };
}

/** Whether it is trading today says nothing about the time being scanned. */
function asOfThen({ market }: StoredMarket): MarketInfo {
  return { ...market, active: null };
}

function barsOf(
  stored: StoredMarket | undefined,
  symbol: string,
  storedMs: number,
  timeframeMs: number,
  count: number,
  asOfMs: number,
): MarketBars {
  const factor = timeframeMs / storedMs;
  if (!Number.isInteger(factor)) {
    const [has, wanted] = [storedMs, timeframeMs].map(formatTimeframe);
    const message = `The store holds ${has} candles, from which ${wanted} cannot be made.`;
    return { symbol, error: { code: 'DATA_MISMATCH', message } };
  }
  const candles = stored === undefined ? null : lastBars(stored, storedMs, (count + 1) * factor, asOfMs);
  if (candles === null) {
    return { symbol, error: { code: 'DATA_EMPTY', message: 'The store has no candles of this symbol.' } };
  }
  if (factor === 1) return { symbol, candles };
  const resampled = resampleCandles(candles, {
    fromTimeframeMs: storedMs,
    toTimeframeMs: timeframeMs,
    asOfMs,
    count,
  });
  return 'code' in resampled ? { symbol, error: resampled } : { symbol, candles: resampled };
}

/** At least the bars of the last `count` on the grid that are closed at `asOfMs`; null if there is none. */
function lastBars(
  { market, manifest, reader, span }: StoredMarket,
  timeframeMs: number,
  count: number,
  asOfMs: number,
): RawCandles | null {
  const endMs = openTimeOf(asOfMs, timeframeMs);
  const fromMs = Math.max(span.fromMs, Math.min(span.toMs, endMs) - count * timeframeMs);
  const rows = reader.rows(fromMs, endMs);
  if (rows.openTimeMs.length === 0) return null;
  return { symbol: market.symbol, ...toldRows(rows, manifest) };
}
