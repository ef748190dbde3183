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
  /** Where the figures come from that more than one source can give. */
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
  /** Whose metrics were computed. */
  readonly scanned: number;
  readonly passed: number;
  readonly failed: number;
  /** A part of `failed`: rejected before their candles were requested. */
  readonly skipped: number;
  /** Whose candles could not be trusted or were too few. */
  readonly noData: number;
  /** Which the source could not deliver. */
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
  /** Kernels and the metrics made of their outputs. */
  readonly computeMs: number;
  /** The kernels alone: a part of computeMs. */
  readonly kernelMs: number;
  readonly filterMs: number;
  readonly scoreMs: number;
  readonly levelsMs: number;
  /** inputsSha256 and resultSha256. */
  readonly hashMs: number;
  readonly totalMs: number;
}

/** A batch as it was taken; nothing of it enters `resultSha256`. */
export interface BatchRecord {
  /** Markets; 0 where memory had no room for even one and the scan ended. */
  readonly size: number;
  readonly reason: string;
  /** Batches that were allowed at once. */
  readonly concurrency?: number;
  /** Memory when it was decided: used / limit; null if no limit is known. Absent where memory is not read. */
  readonly pressure?: number | null;
  readonly usedBytes?: number | null;
  readonly limitBytes?: number | null;
  /** What was done for memory before it began. */
  readonly relief?: Relief;
}

/** The preset of a scan, and where it comes from. */
export interface ScannedPreset {
  readonly name: string;
  readonly sha256: string;
  /** The file that it was read from; absent of a built-in one. */
  readonly file?: string;
  /** Limits that were given in place of its own, such as `surgeLong.min`; absent where there are none. */
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
  /** Covers everything that went in; null if not requested. */
  readonly inputsSha256: string | null;
  /** Covers everything that is a function of the inputs, and nothing else. */
  readonly resultSha256: string;
  readonly counts: ScanCounts;
  readonly funnel: readonly FunnelStep[];
  readonly timings: ScanTimings;
  readonly batches: readonly BatchRecord[];
  readonly markets: readonly MarketResult[];
  readonly warnings: readonly string[];
  /** What the caches are set to and what became of the look-ups since they were made; only where they are on. */
  readonly caches?: ScanCacheStats;
}

/** `Expected at least 24 closed bars, got 15 (DATA_SHORT)`: a market's error inside a sentence. */
export function describeError({ code, message }: MarketError): string {
  return `${message.replace(/\.$/, '')} (${code})`;
}
