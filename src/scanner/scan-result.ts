import type { ScanCacheStats } from '../cache/caches.js';
import type { Metrics, MissingReasons } from '../indicators/metrics.js';
import type { FilterResult, MissingPolicy } from '../filters/filter.js';
import type { Level } from '../levels/level.js';
import type { MarketClass } from '../market/market-class.js';
import type { FigureOrigins } from './compute-metrics.js';
import type { ScoreLine } from '../scoring/component.js';
import type { SourceDescription } from '../market/feed.js';
import type { Relief } from '../resources/relief/memory-relief.js';

/** Why a market could not be scored, or only in part. */
export interface MarketError {
  readonly code: string;
  readonly message: string;
}

/** Everything a scan says about one market. */
export interface MarketResult {
  readonly symbol: string;
  readonly marketClass: MarketClass;
  /** 1 = best among those that passed; null for all others. */
  readonly rank: number | null;
  readonly passed: boolean;
  readonly score: number | null;
  readonly score100: number | null;
  readonly metrics: Metrics;
  /** Why a metric is null, by its name. */
  readonly missingReasons: MissingReasons;
  /** Origin of the figures that more than one source can supply. */
  readonly origins: FigureOrigins;
  readonly filters: readonly FilterResult[];
  readonly components: readonly ScoreLine[];
  /** Score components that had no data. */
  readonly missing: readonly string[];
  readonly levels: readonly Level[];
  readonly errors: readonly MarketError[];
}

/** Every market is in exactly one of passed, failed, noData and errors. */
export interface ScanCounts {
  readonly listed: number;
  /** Markets whose metrics were computed. */
  readonly scanned: number;
  readonly passed: number;
  readonly failed: number;
  /** Part of `failed`: rejected before their candles were requested. */
  readonly skipped: number;
  /** Markets whose candles could not be trusted or were too few. */
  readonly noData: number;
  /** Markets that the source could not deliver. */
  readonly errors: number;
}

export interface FunnelStep {
  readonly filter: string;
  readonly in: number;
  readonly out: number;
}

/** Wall time of the stages in ms. They add up to about the total; the rest is bookkeeping. */
export interface ScanTimings {
  readonly acquireMs: number;
  /** Kernels and the metrics derived from their outputs. */
  readonly computeMs: number;
  /** The kernels alone: part of computeMs. */
  readonly kernelMs: number;
  readonly filterMs: number;
  readonly scoreMs: number;
  readonly levelsMs: number;
  /** inputsSha256 and resultSha256. */
  readonly hashMs: number;
  readonly totalMs: number;
}

/** A batch as taken; none of it enters `resultSha256`. */
export interface BatchRecord {
  /** Markets; 0 if memory had no room for even one and the scan ended. */
  readonly size: number;
  readonly reason: string;
  /** Concurrency allowed. */
  readonly concurrency?: number;
  /**
   * Memory at the time of the decision: used / limit; null if no limit is known. Absent if memory is not
   * read.
   */
  readonly pressure?: number | null;
  readonly usedBytes?: number | null;
  readonly limitBytes?: number | null;
  /** Relief given to memory before it started. */
  readonly relief?: Relief;
}

/** The preset of a scan, and its origin. */
export interface ScannedPreset {
  readonly name: string;
  readonly sha256: string;
  /** The file it was read from; absent for a built-in one. */
  readonly file?: string;
  /** Limits overridden by the user, such as `surgeLong.min`; absent if there are none. */
  readonly changed?: Readonly<Record<string, number>>;
}

/** One scan, complete: every market, passed or not, in the order of the ranking. */
export interface ScanResult {
  readonly asOfMs: number;
  readonly timeframeMs: number;
  readonly preset: ScannedPreset;
  /** What filters without data did. */
  readonly onMissing: MissingPolicy;
  readonly source: SourceDescription;
  /** Covers all inputs; null if not requested. */
  readonly inputsSha256: string | null;
  /** Covers everything that is a function of the inputs, and nothing else. */
  readonly resultSha256: string;
  readonly counts: ScanCounts;
  readonly funnel: readonly FunnelStep[];
  readonly timings: ScanTimings;
  readonly batches: readonly BatchRecord[];
  readonly markets: readonly MarketResult[];
  readonly warnings: readonly string[];
  /** The caches' limits and their statistics since they were created; only if they are on. */
  readonly caches?: ScanCacheStats;
}

/** `Expected at least 24 closed bars, got 15 (DATA_SHORT)`: a market's error inside a sentence. */
export function describeError({ code, message }: MarketError): string {
  return `${message.replace(/\.$/, '')} (${code})`;
}
