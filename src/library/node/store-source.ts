import type { CandleStore } from '../../store/candle-store.js';
import { storeFeed as plainStoreFeed } from '../../store/store-feed.js';
import { storeHistory } from '../../store/store-history.js';
import { storedMarketsAskedFor } from './stored-markets.js';
import { formatTimeframe, openTimeOf } from '../../market/timeframe.js';
import { SquallError } from '../../util/squall-error.js';
import type { HistoryFeed } from '../read-history.js';

/** A store as a source of scans and of histories. @param asOfMs  only markets that existed then; null = all. */
export function storeFeed(store: CandleStore, asOfMs: number | null): HistoryFeed {
  const feed = plainStoreFeed(store, asOfMs);
  return {
    ...feed,
    openHistory({ timeframeMs, asOfMs: toMs, bars, quote, symbols }) {
      if (timeframeMs !== store.description.timeframeMs || bars !== undefined) return null;
      const asked = { symbols: symbols ?? null, quote: quote ?? null };
      const wanted = storedMarketsAskedFor(store, asked);
      const source = storeHistory(store, wanted, { fromMs: -Infinity, toMs: openTimeOf(toMs, timeframeMs) });
      if (source === null) {
        const which = `${formatTimeframe(timeframeMs)} bars of the requested markets`;
        throw new SquallError('NO_MARKETS', `${feed.source.detail}: it has no ${which}`);
      }
      const there = new Set(source.markets.map(({ market }) => market.symbol));
      const leftOut = wanted
        .filter(({ market }) => !there.has(market.symbol))
        .map(({ market }) => ({ symbol: market.symbol, reason: 'no bar in the span' }));
      return { source, leftOut };
    },
  };
}
