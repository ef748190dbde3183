import type { AskedOptions, SessionOptions } from '../../src/library/scan-options.js';
import type { MarketFeed } from '../../src/market/feed.js';

/** One scan that can be shown. */
export interface ReplayMoment {
  readonly asOfMs: number;
  /** The scan's recorded result hash, lower-case hex; null = nothing was recorded. */
  readonly resultSha256: string | null;
}

/** The scans that a page replays, in order of time, each recomputed from its feed's answers. */
export interface ReplaySource {
  /** In a few words, such as a file's name. */
  readonly title: string;
  /** False if the prices are invented. */
  readonly isReal: boolean;
  /** Sentences that the viewer must know. */
  readonly notes: readonly string[];
  /** Set if a recording was made with other definitions, so that hashes may differ. */
  readonly otherCatalogue?: string | null;
  /** Its problems, one sentence each; empty = none. */
  readonly problems: readonly string[];
  /** Options shared by all of its scans. */
  readonly options: SessionOptions;
  /** Every market that a scan may name, sorted. */
  readonly symbols: readonly string[];
  /** Oldest first. Grows if the source is live; existing entries never change. */
  readonly moments: readonly ReplayMoment[];
  /** Whether more moments may come. */
  readonly isLive: boolean;
  /** Options specific to the scan of a moment. */
  askedAt(index: number): AskedOptions;
  /** Inputs of the scan of a moment. @throws {RangeError} no such moment. */
  scanAt(index: number): Promise<MarketFeed>;
  /** Every candle up to the last moment of the source: for charts, not for scans. */
  history(): Promise<MarketFeed>;
  /**
   * Takes what has been added to the file; complete scans become moments. Only for a source that is a file.
   */
  append?(bytes: Uint8Array): Promise<void>;
  /** Calls back after moments were added, until the returned function is called. */
  subscribe(listener: () => void): () => void;
}
