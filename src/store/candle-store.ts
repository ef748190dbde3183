import type { MarketInfo } from '../market/market.js';
import type { MarketManifest } from './market-manifest.js';
import { barSpan } from './market-manifest.js';
import { createPartCache, MarketReader } from './market-reader.js';
import type { Span } from './spans.js';
import type { StoreDescription } from './store-folder.js';
import { listMarkets, readDescription } from './store-folder.js';

/** One market of a store. */
export interface StoredMarket {
  readonly market: MarketInfo;
  readonly folder: string;
  readonly manifest: MarketManifest;
  /** From its first bar's open to its last bar's close. */
  readonly span: Span;
  readonly reader: MarketReader;
}

/** Candles on disk: the list is in memory, and a bounded part of the candles themselves. */
export interface CandleStore {
  readonly folder: string;
  readonly description: StoreDescription;
  /** Those that have a bar, by symbol. */
  readonly markets: readonly StoredMarket[];
  /** Unreadable markets, one sentence each. */
  readonly problems: readonly string[];
}

/** Decoded candles in memory: a chunk of a history of 2,000 markets with what precedes it. */
const CACHE_BYTES = 384 * 2 ** 20;

/**
 * @throws {SquallError} NO_INPUT (66): no store there. STORE_CORRUPT (22): its description cannot be read.
 */
export function openCandleStore(folder: string, cacheBytes = CACHE_BYTES): CandleStore {
  const description = readDescription(folder);
  const cache = createPartCache(cacheBytes);
  const listed = listMarkets(folder);
  const markets = listed.flatMap((entry): StoredMarket[] => {
    if ('problem' in entry) return [];
    const { manifest } = entry;
    const span = barSpan(manifest, description.timeframeMs);
    if (span === null) return [];
    const reader = new MarketReader(entry.folder, manifest, cache);
    return [{ market: manifest.market, folder: entry.folder, manifest, span, reader }];
  });
  return {
    folder,
    description,
    markets: markets.sort((a, b) => (a.market.symbol < b.market.symbol ? -1 : 1)),
    problems: listed.flatMap((entry) => ('problem' in entry ? [entry.problem] : [])),
  };
}

/** Whether a market existed at a time: after its first bar, and not after the last one of a delisted coin. */
export function existedAt({ span, manifest }: StoredMarket, timeMs: number): boolean {
  return span.fromMs < timeMs && (manifest.goneSinceMs === null || timeMs <= span.toMs);
}
