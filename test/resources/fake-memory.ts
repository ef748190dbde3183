import type { ReadText } from '../../src/resources/memory/cgroup.js';
import type { MemoryParts, MemoryReading } from '../../src/resources/memory/memory-reading.js';
import { readingOf } from '../../src/resources/memory/memory-reading.js';
import type { NodeMemorySources } from '../../src/resources/node/node-memory.js';

export const MIB = 2 ** 20;
export const GIB = 2 ** 30;

/** Files by their path; nothing else is there. */
export function filesOf(files: Readonly<Record<string, string>>): ReadText {
  return (path) => files[path] ?? null;
}

export const NO_PARTS: MemoryParts = {
  rssBytes: null,
  heapUsedBytes: null,
  heapLimitBytes: null,
  externalBytes: null,
  arrayBuffersBytes: null,
  wasmBytes: null,
  workers: null,
  cacheEntries: null,
  stallPercent: null,
};

/** A reading of this much used of a limit. */
export function memoryAt(
  pressure: number,
  { limitBytes = 1000 * MIB, stallPercent = null as number | null } = {},
): MemoryReading {
  const bound = {
    limitFrom: 'max-memory',
    of: 'process',
    usedBytes: pressure * limitBytes,
    limitBytes,
  } as const;
  return readingOf([bound], { ...NO_PARTS, stallPercent }, {});
}

/** A process of 100 MiB (30 of them heap) on a machine of 8 GiB without any files. */
export function sourcesWith(changes: Partial<NodeMemorySources> = {}): NodeMemorySources {
  return {
    readText: () => null,
    memoryUsage: () => ({ rss: 100 * MIB, heapUsed: 30 * MIB, external: 5 * MIB, arrayBuffers: 4 * MIB }),
    heapLimitBytes: () => 4 * GIB,
    machineBytes: () => 8 * GIB,
    ...changes,
  };
}
