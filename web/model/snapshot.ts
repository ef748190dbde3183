import type { MetricName } from '../../src/indicators/metrics.js';
import type {
  FunnelStep,
  MarketResult,
  ScanCounts,
  ScanResult,
  ScanTimings,
} from '../../src/scanner/scan-result.js';

/** Numbers of the ranking, in the order of their columns. */
export const SNAPSHOT_METRICS = [
  'price',
  'change24hPct',
  'change1hPct',
  'turnover24h',
  'surgeLong',
  'surgeShort',
  'atrRatio',
  'bbWidthPercentile',
  'rsi',
  'btcCorrelation',
  'spreadBps',
] as const satisfies readonly MetricName[];

export type SnapshotMetric = (typeof SNAPSHOT_METRICS)[number];

/** State of a market. */
export const STATE = { absent: 0, passed: 1, failed: 2, unusable: 3 } as const;
export const BREAK = { unknown: 0, none: 1, up: 2, down: 3 } as const;

/**
 * What the page keeps of a scan: one array per column, indexed by the market's position among the symbols of
 * the source, so that a day of scans fits into memory and is transferred between threads without a copy.
 */
export interface SnapshotColumns {
  /** STATE of each market. */
  readonly state: Uint8Array;
  /** 1 = best; 0 = not ranked. */
  readonly rank: Uint16Array;
  /** −3…3; NaN = none. */
  readonly score: Float32Array;
  /** BREAK of each market. */
  readonly breakout: Uint8Array;
  /** The first filter that rejected it, as an index into `filters`; −1 if none did. */
  readonly rejectedBy: Int8Array;
  /** Distance of the nearest level in ATRs; NaN = no level. */
  readonly levelAtr: Float32Array;
  /** Row-major: column `metric` of market `m` at `metric · markets + m`; NaN = null. */
  readonly metrics: Float64Array;
}

/** Time it took to compute a scan. */
export interface Run {
  readonly engine: string;
  readonly workers: number;
  readonly totalMs: number;
  /** Its parts; null if only filters and score were recomputed. */
  readonly timings: ScanTimings | null;
}

export interface Snapshot extends SnapshotColumns {
  readonly index: number;
  readonly asOfMs: number;
  readonly counts: ScanCounts;
  readonly funnel: readonly FunnelStep[];
  /** Names of the preset's filters. */
  readonly filters: readonly string[];
  readonly warnings: readonly string[];
  /** null for a changed preset, which has no hash. */
  readonly resultSha256: string | null;
  /** How it was computed. */
  readonly run: Run;
}

/** Columns of ranked markets. @param indexOf  position of a symbol among those of the source */
export function columnsOf(
  markets: readonly MarketResult[],
  indexOf: ReadonlyMap<string, number>,
): SnapshotColumns & { readonly filters: readonly string[] } {
  const size = indexOf.size;
  const columns = {
    state: new Uint8Array(size),
    rank: new Uint16Array(size),
    score: new Float32Array(size).fill(NaN),
    breakout: new Uint8Array(size),
    rejectedBy: new Int8Array(size).fill(-1),
    levelAtr: new Float32Array(size).fill(NaN),
    metrics: new Float64Array(size * SNAPSHOT_METRICS.length).fill(NaN),
  };
  for (const market of markets) {
    const at = indexOf.get(market.symbol);
    if (at !== undefined) writeMarket(market, at, columns);
  }
  return { ...columns, filters: markets[0]?.filters.map(({ name }) => name) ?? [] };
}

function writeMarket(market: MarketResult, at: number, columns: SnapshotColumns): void {
  const { metrics } = market;
  columns.state[at] = market.passed ? STATE.passed : market.errors.length > 0 ? STATE.unusable : STATE.failed;
  columns.rank[at] = market.rank ?? 0;
  columns.score[at] = market.score ?? NaN;
  columns.breakout[at] = metrics.breakout === null ? BREAK.unknown : BREAK[metrics.breakout];
  columns.rejectedBy[at] = market.filters.findIndex(({ passed }) => passed === false);
  columns.levelAtr[at] = nearestLevel(market);
  SNAPSHOT_METRICS.forEach((name, column) => {
    columns.metrics[column * columns.state.length + at] = metrics[name] ?? NaN;
  });
}

function nearestLevel({ levels }: MarketResult): number {
  const distances = levels.map(({ distanceAtr }) => distanceAtr);
  return distances.reduce(
    (nearest, atr) => (Math.abs(atr) < Math.abs(nearest) ? atr : nearest),
    distances[0] ?? NaN,
  );
}

export function snapshotOf(
  result: ScanResult,
  index: number,
  indexOf: ReadonlyMap<string, number>,
  run: { readonly engine: string; readonly workers: number },
): Snapshot {
  return {
    index,
    asOfMs: result.asOfMs,
    counts: result.counts,
    funnel: result.funnel,
    warnings: result.warnings,
    resultSha256: result.resultSha256,
    run: { ...run, totalMs: result.timings.totalMs, timings: result.timings },
    ...columnsOf(result.markets, indexOf),
  };
}

/** A number of the ranking; null if the market has none. */
export function metricAt(snapshot: Snapshot, metric: SnapshotMetric, market: number): number | null {
  const value = snapshot.metrics[SNAPSHOT_METRICS.indexOf(metric) * snapshot.state.length + market];
  return Number.isNaN(value) ? null : value;
}

/** Buffers to transfer between threads instead of copying. */
export function buffersOf({
  state,
  rank,
  score,
  breakout,
  rejectedBy,
  levelAtr,
  metrics,
}: SnapshotColumns): ArrayBuffer[] {
  return [state, rank, score, breakout, rejectedBy, levelAtr, metrics].map(
    ({ buffer }) => buffer as ArrayBuffer,
  );
}
