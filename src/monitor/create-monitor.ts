import { platform } from '#platform';
import * as promises from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { systemClock } from '../platform/system-clock.js';
import type { Clock } from '../util/clock.js';
import type { OptionTable } from '../util/option-names.js';
import { checkOptionNames } from '../util/option-names.js';
import { SquallError } from '../util/squall-error.js';
import { type MonitorListeners, PerformanceMonitor } from './monitor.js';
import type { Tunable } from './rules/auto-tune.js';
import { type FigureSource, missingAll } from './sample.js';
import { makeSnapshot, type Snapshot } from './snapshot/snapshot.js';
import { diskSource, loadSource } from './sources/machine-source.js';
import { type MemoryFigures, memorySource, type ReadMemory } from './sources/memory-source.js';
import { otherCounters, ownCounters } from './sources/process-counters.js';
import { processSource } from './sources/process-source.js';
import { type LiveFigures, ProductSource } from './sources/product-source.js';
import { type MonitorFs, parseStat } from './sources/proc-fs.js';
import {
  openRuntimeProbe,
  RUNTIME_FIGURES,
  type RuntimeProbe,
  runtimeSource,
} from './sources/runtime-source.js';

export interface MonitorOptions extends MonitorListeners {
  /** Process to watch, through /proc. @default this process */
  readonly pid?: number;
  /** Interval of the samples, ≥ 100. @default 5000 */
  readonly everyMs?: number;
  /** Samples kept. @default 1000 */
  readonly historyLimit?: number;
  /** Alerts kept. @default 100 */
  readonly alertLimit?: number;
  /** Between two alerts of a kind. @default 300 000 */
  readonly cooldownMs?: number;
  /** Folder whose disk is watched; it need not exist yet. @default the current folder */
  readonly stateFolder?: string;
  /** Memory of the watched process and its limit. @default read for this process, unknown for another */
  readonly readMemory?: ReadMemory;
  /** Squall's current activity. @default unknown */
  readonly readLive?: () => LiveFigures;
  /**
   * Settings that can be changed at run time: recommendations compute their values from these. @default none
   */
  readonly tunables?: readonly Tunable[];
  /** Apply recommendations, and revert them when their reason is gone. @default false */
  readonly autoTune?: boolean;
  /** @default the clock of this machine */
  readonly clock?: Clock;
  /** @default the file system of this machine */
  readonly fs?: MonitorFs;
}

const OPTIONS: OptionTable<MonitorOptions> = {
  pid: true,
  everyMs: true,
  historyLimit: true,
  alertLimit: true,
  cooldownMs: true,
  stateFolder: true,
  readMemory: true,
  readLive: true,
  tunables: true,
  autoTune: true,
  clock: true,
  fs: true,
  onSample: true,
  onAlert: true,
  onTuned: true,
  onEnd: true,
  onProblem: true,
};

/** A monitor that can also take snapshots. */
export interface Monitor extends PerformanceMonitor {
  /** Everything measured of the watched process. @throws {SquallError} PROCESS_ENDED: it no longer exists */
  snapshot(): Promise<Snapshot>;
}

/** Shorter intervals would measure the measuring. */
const SHORTEST_EVERY_MS = 100;

/**
 * Watches this process or another one on this machine. It starts with `start()`; a program exits only after
 * `stop()`.
 * @throws {SquallError} USAGE: an invalid pid or interval
 */
export function createMonitor(options: MonitorOptions = {}): Monitor {
  checkOptionNames('createMonitor', options, OPTIONS);
  const { everyMs = 5_000, clock = systemClock, fs = promises } = options;
  const pid = options.pid ?? process.pid;
  checkNumbers(pid, everyMs);
  const isOwn = pid === process.pid;
  const nowMs = (): number => clock.nowMs();
  const probe = isOwn ? openRuntimeProbe(nowMs) : null;
  const product = new ProductSource(options.readLive ?? (() => ({})), nowMs);
  const readMemory = options.readMemory ?? (isOwn ? platform.memoryReader({}) : () => UNKNOWN_MEMORY);
  const cores = availableParallelism();
  const sources: readonly FigureSource[] = [
    processSource(isOwn ? ownCounters(fs) : otherCounters(fs, pid), cores, nowMs),
    memorySource(readMemory),
    runtimeSourceOf(probe),
    diskSource(fs, options.stateFolder ?? process.cwd()),
    loadSource(loadavg, cores),
  ];
  const monitor = new PerformanceMonitor({
    ...options,
    clock,
    pid,
    isOwn,
    everyMs,
    historyLimit: options.historyLimit ?? 1000,
    alertLimit: options.alertLimit ?? 100,
    cooldownMs: options.cooldownMs ?? 300_000,
    product,
    sources,
    tunables: options.tunables ?? [],
    autoTune: options.autoTune ?? false,
    close: () => probe?.close(),
  });
  return Object.assign(monitor, {
    snapshot: async (): Promise<Snapshot> => {
      const sample = await monitor.sampleNow();
      if (sample === null) throw ended(monitor.watched.ended!.reason);
      const startTicks = await startTicksOf(fs, pid);
      const own = isOwn ? ownParts() : null;
      return makeSnapshot({
        sample,
        pid,
        startTicks,
        caches: product.caches,
        memory: await readMemory(),
        own,
      });
    },
  });
}

function checkNumbers(pid: number, everyMs: number): void {
  if (!Number.isInteger(pid) || pid < 1) throw usage(`Expected a process id of 1 or more, got ${pid}.`);
  if (!(everyMs >= SHORTEST_EVERY_MS && everyMs <= 3_600_000)) {
    throw usage(`Expected an interval from ${SHORTEST_EVERY_MS} ms to an hour, got ${everyMs}.`);
  }
}

const usage = (message: string): SquallError => new SquallError('USAGE', message);
const ended = (message: string): SquallError => new SquallError('PROCESS_ENDED', message);

function runtimeSourceOf(probe: RuntimeProbe | null): FigureSource {
  if (probe !== null) return runtimeSource(probe);
  const reason = 'only the process itself can measure its event loop and garbage collections';
  return { names: RUNTIME_FIGURES, read: () => missingAll(RUNTIME_FIGURES, reason) };
}

function ownParts(): { node: string; heapTotalBytes: number; handles: readonly string[] } {
  return {
    node: process.version,
    heapTotalBytes: process.memoryUsage().heapTotal,
    handles: process.getActiveResourcesInfo(),
  };
}

async function startTicksOf(fs: MonitorFs, pid: number): Promise<number | null> {
  try {
    return parseStat(await fs.readFile(`/proc/${pid}/stat`, 'utf8')).startTicks;
  } catch {
    return null;
  }
}

const NOT_GIVEN = 'only the process itself knows its limits';

const UNKNOWN_MEMORY: MemoryFigures = {
  usedBytes: null,
  limitBytes: null,
  limitFrom: null,
  pressure: null,
  heapUsedBytes: null,
  heapLimitBytes: null,
  externalBytes: null,
  arrayBuffersBytes: null,
  wasmBytes: null,
  workers: null,
  cacheEntries: null,
  missing: Object.fromEntries(
    [
      'usedBytes',
      'limitBytes',
      'pressure',
      'heapUsedBytes',
      'heapLimitBytes',
      'externalBytes',
      'arrayBuffersBytes',
      'wasmBytes',
      'workers',
      'cacheEntries',
    ].map((name) => [name, NOT_GIVEN]),
  ),
};
