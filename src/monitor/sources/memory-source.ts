import type { FigureName } from '../figures.js';
import type { FigureSource } from '../sample.js';

/**
 * Memory of the watched process as read by its owner; null if unknown, with the reason in `missing` under the
 * field's name.
 */
export interface MemoryFigures {
  /** What counts against the nearest limit. */
  readonly usedBytes: number | null;
  readonly limitBytes: number | null;
  /** Kind of that limit: a cgroup, the heap, the machine. */
  readonly limitFrom: string | null;
  /** Used / limit. */
  readonly pressure: number | null;
  readonly heapUsedBytes: number | null;
  readonly heapLimitBytes: number | null;
  readonly externalBytes: number | null;
  readonly arrayBuffersBytes: number | null;
  readonly wasmBytes: number | null;
  readonly workers: number | null;
  readonly cacheEntries: number | null;
  readonly missing: Readonly<Record<string, string>>;
}

export type ReadMemory = () => MemoryFigures | Promise<MemoryFigures>;

const NAMES = [
  'memoryPercent',
  'memoryUsedBytes',
  'memoryLimitBytes',
  'heapUsedBytes',
  'externalBytes',
  'wasmBytes',
  'workers',
] as const satisfies FigureName[];

export function memorySource(readMemory: ReadMemory): FigureSource {
  return {
    names: NAMES,
    read: async () => {
      const memory = await readMemory();
      const { missing } = memory;
      return {
        figures: {
          memoryPercent: memory.pressure === null ? null : memory.pressure * 100,
          memoryUsedBytes: memory.usedBytes,
          memoryLimitBytes: memory.limitBytes,
          heapUsedBytes: memory.heapUsedBytes,
          externalBytes: memory.externalBytes,
          wasmBytes: memory.wasmBytes,
          workers: memory.workers,
        },
        missing: {
          ...missing,
          memoryPercent: missing.pressure ?? missing.limitBytes,
          memoryUsedBytes: missing.usedBytes ?? missing.limitBytes,
          memoryLimitBytes: missing.limitBytes,
        },
      };
    },
  };
}
