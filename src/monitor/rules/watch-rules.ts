import type { FigureName } from '../figures.js';

/** A watched figure: above `warning` it is worth a look, above `limit` it is too much. Both strictly. */
export interface WatchRule {
  readonly figure: FigureName;
  /** Kind of the alert. */
  readonly kind: string;
  readonly warning: number | null;
  readonly limit: number | null;
  /** What to do about it, one sentence. */
  readonly remedy: string;
}

/**
 * The original scanner's limits, with two corrections: memory is that of the process against its own limit,
 * not that of the machine, and load is per core. The last five rules are new.
 */
export const WATCH_RULES = [
  {
    figure: 'cpuPercent',
    kind: 'HIGH_CPU',
    warning: 70,
    limit: 80,
    remedy: 'Use fewer threads (--workers) or scan less often (--every).',
  },
  {
    figure: 'memoryPercent',
    kind: 'HIGH_MEMORY',
    warning: 75,
    limit: 85,
    remedy:
      'Take fewer markets at a time (--batch-size, --concurrency) or halve the caches (--cache-size half).',
  },
  {
    figure: 'diskPercent',
    kind: 'HIGH_DISK',
    warning: 80,
    limit: 90,
    remedy: 'Delete old recordings and logs, or move the state folder to another disk (--state-dir).',
  },
  {
    figure: 'loadPerCore',
    kind: 'HIGH_LOAD',
    warning: 1,
    // Other processes may cause the load: worth a look, but not a fault of this process.
    limit: null,
    remedy: 'The machine has more work than cores: stop other programs or use fewer threads (--workers).',
  },
  {
    figure: 'threads',
    kind: 'MANY_THREADS',
    warning: null,
    limit: 100,
    remedy: 'Use fewer threads (--workers).',
  },
  {
    figure: 'openFiles',
    kind: 'MANY_OPEN_FILES',
    warning: null,
    limit: 1000,
    remedy:
      'Squall keeps its number of open files constant: if it grows, take snapshots and report the difference.',
  },
  {
    figure: 'sockets',
    kind: 'MANY_SOCKETS',
    warning: 50,
    limit: 100,
    remedy: 'Have fewer batches in flight (--concurrency).',
  },
  {
    figure: 'requestsPerMinute',
    kind: 'MANY_REQUESTS',
    warning: 1000,
    limit: null,
    remedy: 'Scan fewer markets (--symbols, --quote) or less often (--every).',
  },
  {
    figure: 'weightUsedPercent',
    kind: 'HIGH_WEIGHT',
    warning: 80,
    limit: 95,
    remedy:
      'Scan fewer markets (--symbols, --quote) or less often (--every): above its limit an exchange bans.',
  },
  {
    figure: 'eventLoopDelayP99Ms',
    kind: 'SLOW_EVENT_LOOP',
    warning: 50,
    limit: 250,
    remedy: 'Take fewer markets at a time (--batch-size), so that alerts and the page can run.',
  },
  {
    figure: 'gcPercent',
    kind: 'HIGH_GC',
    warning: 10,
    limit: 20,
    remedy: 'Take fewer markets at a time (--batch-size) or allow a larger heap (node --max-old-space-size).',
  },
] as const satisfies readonly WatchRule[];

export type WatchedFigure = (typeof WATCH_RULES)[number]['figure'];
export type AlertKind = (typeof WATCH_RULES)[number]['kind'];
