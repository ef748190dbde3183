import type { ScanCacheStats } from '../cache/caches.js';
import type {
  BatchRecord,
  FunnelStep,
  MarketResult,
  ScanCounts,
  ScanResult,
  ScanTimings,
} from './scan-result.js';
import type { SourceTraffic } from '../market/feed.js';
import { inventedPrices } from '../market/invented-prices.js';
import { formatTimeframe } from '../market/timeframe.js';
import type { NearMiss } from './near-misses.js';
import { nearMisses } from './near-misses.js';
import type { SquallError } from '../util/squall-error.js';

export const SCHEMA_VERSION = 1;

/** What computed the scan; none of it changes the result. */
export interface SquallInfo {
  readonly version: string;
  readonly wasmSha256: string | null;
  readonly engine: string;
  /** Threads that computed. */
  readonly workers: number;
  /** Problems with workers or kernels, and how they were handled; usually empty. */
  readonly workerEvents: readonly { readonly kind: string; readonly message: string }[];
}

export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  readonly exitCode: number;
  /** Earliest time for a retry, ISO 8601; only if the exchange has given one. */
  readonly retryAt?: string;
}

/** A failure as documents show it. */
export function errorDocument({ code, message, exitCode, untilMs }: SquallError): ErrorDocument {
  const retryAt = untilMs === null ? {} : { retryAt: new Date(untilMs).toISOString() };
  return { code, message, exitCode, ...retryAt };
}

/** A tuning profile, and its settings. */
export interface ProfileRecord {
  readonly name: string;
  readonly sets: Readonly<Record<string, number | string | boolean>>;
}

/** Bars that indicators saw, if the source has fewer than requested or they would cost more. */
export interface FewerBars {
  readonly wanted: number;
  readonly taken: number;
  readonly reason: string;
}

/** `300 bars, not 500: …` */
export function describeFewerBars({ taken, wanted, reason }: FewerBars): string {
  return `${taken} bars, not ${wanted}: ${reason}`;
}

/** A scan as JSON; schemas/scan.schema.json describes it. */
export interface ScanDocument {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  readonly squall: SquallInfo;
  readonly asOf: string;
  readonly timeframe: string;
  readonly preset: ScanResult['preset'];
  readonly onMissing: ScanResult['onMissing'];
  /** `note`: that its prices are not real, and why. */
  readonly source: Omit<ScanResult['source'], 'hasLiveFacts'> & { readonly note?: string };
  readonly inputsSha256: string | null;
  readonly resultSha256: string;
  readonly counts: ScanCounts;
  readonly funnel: readonly FunnelStep[];
  readonly timings: ScanTimings;
  readonly batches: readonly BatchRecord[];
  readonly markets: readonly MarketResult[];
  readonly warnings: readonly string[];
  /** If no market passed: the nearest ones, and by how much they missed. */
  readonly nearMisses?: readonly NearMiss[];
  readonly caches?: ScanCacheStats;
  readonly profile?: ProfileRecord;
  /** Traffic of this scan, if the source is an exchange. */
  readonly traffic?: SourceTraffic;
  readonly bars?: FewerBars;
  readonly error?: ErrorDocument;
}

/** The markets to show: the first `limit` that passed, or all with `all`. */
export function shownMarkets(result: ScanResult, limit: number, all: boolean): readonly MarketResult[] {
  const markets = all ? result.markets : result.markets.filter((market) => market.rank !== null);
  return markets.slice(0, limit);
}

export function scanDocument(
  result: ScanResult,
  squall: SquallInfo,
  markets: readonly MarketResult[],
  error?: ErrorDocument,
  profile: ProfileRecord | null = null,
  traffic: SourceTraffic | null = null,
  fewerBars?: FewerBars,
): ScanDocument {
  const { hasLiveFacts, ...source } = result.source;
  const note = inventedPrices(result.source);
  return {
    schemaVersion: SCHEMA_VERSION,
    squall,
    asOf: new Date(result.asOfMs).toISOString(),
    timeframe: formatTimeframe(result.timeframeMs),
    preset: result.preset,
    onMissing: result.onMissing,
    source: { ...source, ...(note === null ? {} : { note }) },
    inputsSha256: result.inputsSha256,
    resultSha256: result.resultSha256,
    counts: result.counts,
    funnel: result.funnel,
    timings: result.timings,
    batches: result.batches,
    markets,
    warnings: result.warnings,
    ...(result.counts.passed === 0 ? { nearMisses: nearMisses(result.markets, result.onMissing) } : {}),
    ...(result.caches ? { caches: result.caches } : {}),
    ...(profile ? { profile } : {}),
    ...(traffic ? { traffic } : {}),
    ...(fewerBars ? { bars: fewerBars } : {}),
    ...(error ? { error } : {}),
  };
}
