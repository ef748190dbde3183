import type { Alert } from './rules/alerts.js';
import type { TuneEvent } from './rules/auto-tune.js';
import type { Health } from './rules/health.js';
import type { Change, Recommendation } from './rules/recommendations.js';
import type { Sample } from './sample.js';
import type { CacheCounts, ProductTotals, StageTimes } from './sources/product-source.js';
import type { Summary } from './summary.js';

/** The watched process. */
export interface WatchedProcess {
  readonly pid: number;
  /** Whether the monitor runs inside it. */
  readonly isOwn: boolean;
  /** When the monitor found that it no longer exists, UTC ms, and how it knows; null while it lives. */
  readonly ended: { readonly atMs: number; readonly reason: string } | null;
}

/** Everything that a monitor knows, as JSON: the answer of /performance and the data of the live view. */
export interface MonitorReport {
  readonly schemaVersion: 1;
  /** UTC ms. */
  readonly atMs: number;
  readonly watched: WatchedProcess;
  /** How long the monitor has been running. */
  readonly uptimeMs: number;
  readonly everyMs: number;
  readonly health: Health;
  /** The newest; null before the first. */
  readonly sample: Sample | null;
  readonly summary: Summary;
  readonly lastScan: { readonly timings: StageTimes; readonly reason: string | null } | null;
  readonly totals: ProductTotals;
  readonly caches: Readonly<Record<string, CacheCounts>>;
  readonly thresholds: Readonly<Record<string, number>>;
  /** Oldest first. */
  readonly alerts: readonly Alert[];
  readonly alertTotals: readonly {
    readonly kind: string;
    readonly severity: string;
    readonly count: number;
  }[];
  readonly recommendations: readonly Recommendation[];
  /** Whether recommendations are applied. */
  readonly isTuning: boolean;
  readonly tuned: readonly Change[];
  /** The last adjustments, oldest first. */
  readonly tuneEvents: readonly (TuneEvent & { readonly atMs: number })[];
}
