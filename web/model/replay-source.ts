import type { AskedOptions, SessionOptions } from '../../src/library/scan-options.js';
import type { MarketFeed } from '../../src/market/feed.js';

/** One scan that can be shown. */
export interface ReplayMoment {
  readonly asOfMs: number;
  /** What the recording says that the scan gave, lower-case hex; null = nothing was recorded. */
  readonly resultSha256: string | null;
}

/** What a page replays: scans in order of time, each computed again from what its feed answers. */
export interface ReplaySource {
  /** In a few words, such as a file's name. */
  readonly title: string;
  /** False where the prices are made up. */
  readonly isReal: boolean;
  /** Sentences that the viewer must know. */
  readonly notes: readonly string[];
  /** Said where a recording was made with other definitions, so that hashes may differ. */
  readonly otherCatalogue?: string | null;
  /** What is wrong with it, a sentence each; empty = nothing. */
  readonly problems: readonly string[];
  /** What all its scans were asked with. */
  readonly options: SessionOptions;
  /** Every market that a scan may name, sorted. */
  readonly symbols: readonly string[];
  /** Oldest first. Grows where the source is live; what is there never changes. */
  readonly moments: readonly ReplayMoment[];
  /** Whether more moments may come. */
  readonly isLive: boolean;
  /** What the scan of a moment was asked with besides. */
  askedAt(index: number): AskedOptions;
  /** What the scan of a moment was answered. @throws {RangeError} no such moment. */
  scanAt(index: number): Promise<MarketFeed>;
  /** Every candle up to the last moment that the source has: for charts, not for scans. */
  history(): Promise<MarketFeed>;
  /** Takes what has been added to the file; whole scans become moments. Only of a source that is a file. */
  append?(bytes: Uint8Array): Promise<void>;
  /** Calls back after moments were added, until the function that it gives is called. */
  subscribe(listener: () => void): () => void;
}
