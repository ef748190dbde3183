import type { CandleStore, StoredMarket } from './candle-store.js';
import { rowsOf } from './market-manifest.js';
import { missingSpans } from './missing-windows.js';
import type { Span } from './spans.js';
import { barsIn, intersect, subtract, union } from './spans.js';
import { storeName } from './store-folder.js';
import { storeOutages } from './store-outages.js';

/** What a store has of one market. */
export interface MarketSummary {
  readonly symbol: string;
  readonly listedAtMs: number | null;
  readonly goneSinceMs: number | null;
  readonly fromMs: number;
  readonly toMs: number;
  readonly bars: number;
  readonly bytes: number;
  /**
   * Bars between its first and its last one that are absent while other markets had some: it did not trade.
   */
  readonly quietBars: number;
  /** Bars missing from the store's span: never requested, or absent from one answer only. */
  readonly barsToFetch: number;
  readonly origins: readonly string[];
}

export interface StoreSummary {
  readonly store: string;
  readonly folder: string;
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly bars: number;
  readonly bytes: number;
  readonly goneMarkets: number;
  readonly barsToFetch: number;
  /** Spans in which the exchange was away, by its markets. */
  readonly outages: readonly Span[];
  readonly markets: readonly MarketSummary[];
  readonly problems: readonly string[];
}

/** Contents of a store, by its manifests: no candle is read. */
export function summarize(store: CandleStore): StoreSummary {
  const { timeframeMs } = store.description;
  const asked = union(store.markets.flatMap(({ manifest }) => manifest.asked));
  const away = [...storeOutages(store)];
  const outages = union(away.map((fromMs) => ({ fromMs, toMs: fromMs + timeframeMs })));
  const span = asked.length === 0 ? null : { fromMs: asked[0].fromMs, toMs: asked[asked.length - 1].toMs };
  const markets = store.markets.map((market) => summaryOf(market, asked, outages, timeframeMs));
  const sum = (of: (market: MarketSummary) => number): number =>
    markets.reduce((total, market) => total + of(market), 0);
  return {
    store: storeName(store.description),
    folder: store.folder,
    fromMs: span?.fromMs ?? null,
    toMs: span?.toMs ?? null,
    bars: sum(({ bars }) => bars),
    bytes: sum(({ bytes }) => bytes),
    goneMarkets: markets.filter(({ goneSinceMs }) => goneSinceMs !== null).length,
    barsToFetch: sum(({ barsToFetch }) => barsToFetch),
    outages,
    markets,
    problems: store.problems,
  };
}

function summaryOf(
  { market, manifest, span }: StoredMarket,
  asked: readonly Span[],
  outages: readonly Span[],
  timeframeMs: number,
): MarketSummary {
  const fromMs = Math.max(asked[0].fromMs, market.listedAtMs ?? 0);
  const endMs = manifest.goneSinceMs === null ? asked[asked.length - 1].toMs : span.toMs;
  const missing = fromMs < endMs ? missingSpans(manifest, { fromMs, toMs: endMs }) : [];
  return {
    symbol: market.symbol,
    listedAtMs: market.listedAtMs,
    goneSinceMs: manifest.goneSinceMs,
    ...span,
    bars: rowsOf(manifest),
    bytes: manifest.segments.reduce((sum, { bytes }) => sum + bytes, 0),
    quietBars: barsIn(subtract(intersect(manifest.holes, [span]), outages), timeframeMs),
    barsToFetch: Math.round(barsIn(missing, timeframeMs)),
    origins: [...new Set(manifest.segments.flatMap(({ origins }) => origins.map(({ detail }) => detail)))],
  };
}
