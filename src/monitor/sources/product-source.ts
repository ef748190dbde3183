import type { FigureName } from '../figures.js';
import type { FigureSource, SourceReading } from '../sample.js';
import { RateMeter } from './rate-meter.js';

/** A cache's look-ups since it was created. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  /** Entries now. */
  readonly size: number;
}

/** Traffic to exchanges so far. */
export interface TrafficCounts {
  readonly requests: number;
  /** As the exchange's limits count them. */
  readonly weight: number;
}

/** Stages of a scan, named as in its timings. */
export const STAGES = [
  'acquireMs',
  'computeMs',
  'filterMs',
  'scoreMs',
  'levelsMs',
  'hashMs',
  'totalMs',
] as const;

export type StageTimes = Readonly<Record<(typeof STAGES)[number], number>>;

/** One finished scan: every result of `scan` has these fields. */
export interface ScanRecord {
  readonly counts: { readonly scanned: number; readonly passed: number };
  readonly timings: StageTimes;
  readonly batches: readonly { readonly size: number; readonly reason: string }[];
  readonly caches?: { readonly filters: CacheCounts; readonly scores: CacheCounts };
}

/** Current activity; omitted fields are unknown. */
export interface LiveFigures {
  readonly queueDepth?: number;
  readonly batchesRunning?: number;
  /** Since the process started. */
  readonly traffic?: TrafficCounts;
  /** The exchange's limit per minute. */
  readonly weightLimitPerMinute?: number;
  readonly caches?: Readonly<Record<string, CacheCounts>>;
}

/** Sums since the monitor was created. */
export interface ProductTotals {
  readonly scans: number;
  readonly requests: number | null;
  readonly weight: number | null;
  readonly stages: StageTimes;
}

const NO_TIME = Object.fromEntries(STAGES.map((stage) => [stage, 0])) as StageTimes;

const NAMES = [
  'scanMs',
  'scanAgeMs',
  'marketsScanned',
  'candidates',
  'batches',
  'batchSize',
  'batchesRunning',
  'queueDepth',
  'requestsPerMinute',
  'weightPerMinute',
  'weightUsedPercent',
  'cacheHitPercent',
] as const satisfies FigureName[];

/** What Squall does, as opposed to what its process costs. */
export class ProductSource implements FigureSource {
  readonly names = NAMES;
  readonly #requests = new RateMeter();
  readonly #weight = new RateMeter();
  #stages: StageTimes = NO_TIME;
  #lastScan: { readonly record: ScanRecord; readonly atMs: number } | null = null;
  #live: LiveFigures = {};
  #scans = 0;

  /** @param nowMs  monotonic */
  constructor(
    private readonly readLive: () => LiveFigures,
    private readonly nowMs: () => number,
  ) {}

  recordScan(record: ScanRecord): void {
    this.#lastScan = { record, atMs: this.nowMs() };
    this.#scans++;
    const sums = STAGES.map((stage) => [stage, this.#stages[stage] + record.timings[stage]] as const);
    this.#stages = Object.fromEntries(sums) as StageTimes;
  }

  get lastScan(): ScanRecord | null {
    return this.#lastScan?.record ?? null;
  }

  get totals(): ProductTotals {
    return {
      scans: this.#scans,
      requests: this.#live.traffic?.requests ?? null,
      weight: this.#live.traffic?.weight ?? null,
      stages: this.#stages,
    };
  }

  /** By name. */
  get caches(): Readonly<Record<string, CacheCounts>> {
    return this.#live.caches ?? { ...this.#lastScan?.record.caches };
  }

  read(): SourceReading {
    this.#live = this.readLive();
    const { traffic } = this.#live;
    if (traffic !== undefined) {
      this.#requests.record(this.nowMs(), traffic.requests);
      this.#weight.record(this.nowMs(), traffic.weight);
    }
    return { figures: { ...this.#scanFigures(), ...this.#liveFigures() }, missing: MISSING };
  }

  #scanFigures(): SourceReading['figures'] {
    if (this.#lastScan === null) return {};
    const { record, atMs } = this.#lastScan;
    return {
      scanMs: record.timings.totalMs,
      scanAgeMs: this.nowMs() - atMs,
      marketsScanned: record.counts.scanned,
      candidates: record.counts.passed,
      batches: record.batches.length,
      batchSize: record.batches.at(-1)?.size ?? null,
    };
  }

  #liveFigures(): SourceReading['figures'] {
    const { queueDepth = null, batchesRunning = null, weightLimitPerMinute = null } = this.#live;
    const weightPerMinute = this.#weight.lastMinute;
    const isLimited = weightPerMinute !== null && weightLimitPerMinute !== null && weightLimitPerMinute > 0;
    return {
      queueDepth,
      batchesRunning,
      requestsPerMinute: this.#requests.lastMinute,
      weightPerMinute,
      weightUsedPercent: isLimited ? (100 * weightPerMinute) / weightLimitPerMinute : null,
      cacheHitPercent: hitPercent(Object.values(this.caches)),
    };
  }
}

/** Null while nothing was looked up. */
function hitPercent(caches: readonly Pick<CacheCounts, 'hits' | 'misses'>[]): number | null {
  const hits = caches.reduce((sum, cache) => sum + cache.hits, 0);
  const lookUps = caches.reduce((sum, cache) => sum + cache.hits + cache.misses, 0);
  return lookUps === 0 ? null : (100 * hits) / lookUps;
}

const NO_SCAN = 'no scan is done yet';
const NOT_LIVE = 'there is no source with requests';

const MISSING: SourceReading['missing'] = {
  scanMs: NO_SCAN,
  scanAgeMs: NO_SCAN,
  marketsScanned: NO_SCAN,
  candidates: NO_SCAN,
  batches: NO_SCAN,
  batchSize: NO_SCAN,
  batchesRunning: 'not reported',
  queueDepth: NOT_LIVE,
  requestsPerMinute: NOT_LIVE,
  weightPerMinute: NOT_LIVE,
  weightUsedPercent: 'no limit of the exchange is known',
  cacheHitPercent: 'nothing was looked up in a cache',
};
