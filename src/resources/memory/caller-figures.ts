import type { MemoryParts } from './memory-reading.js';

/** Figures that only the caller knows. */
export interface CallerFigures {
  /** Current size of the shared WASM memory. */
  readonly wasmBytes?: (() => number) | undefined;
  readonly workers?: (() => number) | undefined;
  /** Entries in all caches. */
  readonly cacheEntries?: (() => number) | undefined;
}

export interface MemoryReaderOptions extends CallerFigures {
  /** The limit to respect (`--max-memory`), > 0. @default what cgroup, heap limit and machine allow */
  readonly maxMemoryBytes?: number | undefined;
}

const NAMES = ['wasmBytes', 'workers', 'cacheEntries'] as const satisfies readonly (keyof CallerFigures)[];

interface ReadFigures {
  readonly parts: Pick<MemoryParts, (typeof NAMES)[number]>;
  readonly missing: Readonly<Record<string, string>>;
}

export function readCallerFigures(figures: CallerFigures): ReadFigures {
  const parts = {
    wasmBytes: figures.wasmBytes?.() ?? null,
    workers: figures.workers?.() ?? null,
    cacheEntries: figures.cacheEntries?.() ?? null,
  };
  const unknown = NAMES.filter((name) => parts[name] === null);
  return {
    parts,
    missing: Object.fromEntries(unknown.map((name) => [name, 'not given to the memory reader'])),
  };
}
