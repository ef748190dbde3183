import { availableParallelism } from 'node:os';
import type { HistoryMarket, HistorySource } from '../history/history-source.js';
import { BarsAhead } from './ahead/bars-ahead.js';
import type { CandleStore, StoredMarket } from './candle-store.js';
import { spanOf } from './ahead/bar-grid.js';
import { readBars } from './read-bars.js';
import type { Span } from './spans.js';
import { overlap } from './spans.js';
import { storeOutages } from './store-outages.js';

/** Minimum candles at which a thread that reads ahead saves more than it takes to start. */
const WORTH_A_THREAD = 1_000_000;

export interface StoreHistoryOptions {
  /**
   * Whether a second thread reads ahead of a pass; auto: if it pays off. The bars are the same. @default auto
   */
  readonly readsAhead?: 'auto' | 'always' | 'never' | undefined;
}

/**
 * The bars of a store that open in a span, as a history. Read from disk on demand; absent bars between two
 * others are filled as by the cleaner: volume 0 at the close before, flagged.
 * @param stored  the requested ones of the store's markets.
 * @returns null if none has a bar in the span.
 */
export function storeHistory(
  store: CandleStore,
  stored: readonly StoredMarket[],
  span: Span,
  { readsAhead = 'auto' }: StoreHistoryOptions = {},
): HistorySource | null {
  const { timeframeMs } = store.description;
  const within = stored.flatMap((market) => {
    const bars = barsWithin(market, span, timeframeMs);
    return bars === null ? [] : [{ market, bars }];
  });
  if (within.length === 0) return null;
  const firstOpenTimeMs = within.reduce((first, { bars }) => Math.min(first, bars.fromMs), Infinity);
  const endMs = within.reduce((end, { bars }) => Math.max(end, bars.toMs), -Infinity);
  const barOf = (timeMs: number): number => (timeMs - firstOpenTimeMs) / timeframeMs;
  const grid = { timeframeMs, firstOpenTimeMs };
  const barCount = barOf(endMs);
  const markets = within.map(({ market: { market, manifest }, bars }): HistoryMarket => ({
    market: { ...market, active: null },
    firstBar: barOf(bars.fromMs),
    endBar: barOf(bars.toMs),
    ...(manifest.hasVolume === false ? { hasVolume: false } : {}),
  }));
  const candles = markets.reduce((sum, { firstBar, endBar: end }) => sum + end - firstBar, 0);
  const isWorthIt = candles >= WORTH_A_THREAD && availableParallelism() > 1;
  const ahead =
    readsAhead === 'always' || (readsAhead === 'auto' && isWorthIt)
      ? new BarsAhead(
          grid,
          within.map(({ market }, index) => ({ ...markets[index], parts: market.reader.parts })),
        )
      : null;
  return {
    ...grid,
    barCount,
    markets,
    prepare: async (_, endBar, nextEndBar = endBar) => ahead?.moveOn(endBar, nextEndBar),
    outages: storeOutages(store),
    read(index, firstBar, endBar, into, at) {
      if (ahead?.read(index, firstBar, endBar, into, at)) return;
      readBars(within[index].market.reader, spanOf(grid, firstBar, endBar), timeframeMs, into, at);
    },
    release: async () => ahead?.end(),
  };
}

/** From the first bar in the span to the end of the last one. */
function barsWithin({ span, reader }: StoredMarket, wanted: Span, timeframeMs: number): Span | null {
  const both = overlap(span, wanted);
  if (both === null) return null;
  if (both.fromMs === span.fromMs && both.toMs === span.toMs) return span;
  // A span that starts or ends in a gap starts with the next bar and ends with the one before.
  const { openTimeMs } = reader.rows(both.fromMs, both.toMs);
  if (openTimeMs.length === 0) return null;
  return { fromMs: openTimeMs[0], toMs: openTimeMs[openTimeMs.length - 1] + timeframeMs };
}
