import { platform } from '#platform';
import type { ScanCaches } from '../cache/caches.js';
import type { Engine } from '../kernels/engine/engine.js';
import type { Threads } from '../kernels/pool/threads.js';
import { adaptiveBatches } from '../resources/batches/adaptive-batches.js';
import type { BatchSurroundings } from '../resources/batches/batch-steering.js';
import { predictiveBatches } from '../resources/batches/predictive-batches.js';
import { recentReading } from '../resources/memory/recent-reading.js';
import { MemoryRelief } from '../resources/relief/memory-relief.js';
import type { BatchController } from '../resources/batches/batch-controller.js';
import { fixedBatches } from '../resources/batches/batch-controller.js';
import type { SessionOptions } from './scan-options.js';

/** How the number of markets loaded at once is chosen. @throws {RangeError} a size or concurrency below 1. */
export function controllerOf({
  batches = 'adaptive',
  batchSize,
  concurrency,
}: SessionOptions): BatchController<unknown> {
  if (typeof batches === 'object') return batches;
  if (batches === 'fixed') return fixedBatches(batchSize, concurrency);
  const most = { batchSize, concurrency };
  return batches === 'predictive' ? predictiveBatches(most) : adaptiveBatches(most);
}

/** What a session keeps besides the feed. */
export interface Held {
  readonly engine: Engine;
  readonly threads: Threads;
  readonly caches: ScanCaches | null;
}

/** Inputs of a controller's decisions from scan to scan: the state of memory, and ways to relieve it. */
export function surroundingsOf(
  { batches, maxMemoryBytes }: SessionOptions,
  { engine, threads, caches }: Held,
): Omit<BatchSurroundings, 'bars'> {
  if (batches === 'fixed') return {};
  const nowMs = (): number => performance.now();
  const readMemory = platform.memoryReader({
    maxMemoryBytes,
    wasmBytes: () => engine.memory.buffer.byteLength,
    workers: () => threads.running,
    ...(caches ? { cacheEntries: () => caches.entries } : {}),
  });
  const relief = new MemoryRelief({
    collectGarbage: platform.collectGarbage,
    usedBytes: () => readMemory().usedBytes,
    nowMs,
    ...(caches
      ? {
          dropExpired: () => caches.dropExpired(),
          halveCaches: () => caches.halve(),
          restoreCaches: () => caches.restore(),
        }
      : {}),
  });
  const recent = recentReading(readMemory, nowMs);
  return {
    readMemory: () => recent.read(),
    giveRelief(actions) {
      recent.forget();
      return relief.give(actions).finally(() => recent.forget());
    },
    nowMs,
    carried: { state: undefined },
  };
}
