import type { FigureName, Figures } from '../figures.js';
import type { MemoryFigures } from '../sources/memory-source.js';
import type { CacheCounts } from '../sources/product-source.js';
import type { Sample } from '../sample.js';

export const SNAPSHOT_KIND = 'squall-snapshot';

/** Everything measured of a process at one moment, as JSON; null = unknown, with the reason in `missing`. */
export interface Snapshot {
  readonly schemaVersion: 1;
  readonly kind: typeof SNAPSHOT_KIND;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly process: {
    readonly pid: number;
    /**
     * When it was started, in clock ticks since boot: together with the pid it identifies one process for
     * good.
     */
    readonly startTicks: number | null;
    /** Version of Node; null for another process. */
    readonly node: string | null;
  };
  readonly memoryLimit: { readonly bytes: number | null; readonly from: string | null };
  /** They overlap (the heap is part of the resident set) and do not add up. */
  readonly bytes: Readonly<Record<string, number | null>>;
  readonly counts: Readonly<Record<string, number | null>>;
  /** Entries of each cache; one that is not listed has none. */
  readonly caches: Readonly<Record<string, number>>;
  /** What keeps the process alive or busy, by type, in Node's terms; null for another process. */
  readonly handles: Readonly<Record<string, number>> | null;
  readonly missing: Readonly<Record<string, string>>;
}

/** Parts of a snapshot. */
export interface SnapshotParts {
  readonly sample: Sample;
  readonly pid: number;
  readonly startTicks: number | null;
  readonly caches: Readonly<Record<string, CacheCounts>>;
  readonly memory: MemoryFigures;
  /** Null for another process. */
  readonly own: {
    readonly node: string;
    readonly heapTotalBytes: number;
    readonly handles: readonly string[];
  } | null;
}

const COUNTS = ['threads', 'openFiles', 'sockets', 'workers'] as const satisfies FigureName[];

const OTHER_PROCESS = 'only the process itself knows';

export function makeSnapshot({ sample, pid, startTicks, caches, memory, own }: SnapshotParts): Snapshot {
  const { figures } = sample;
  const entries = Object.entries(caches).map(([name, { size }]) => [name, size] as const);
  const bytes = bytesOf(figures, memory, own?.heapTotalBytes ?? null);
  return {
    schemaVersion: 1,
    kind: SNAPSHOT_KIND,
    at: new Date(sample.atMs).toISOString(),
    process: { pid, startTicks, node: own?.node ?? null },
    memoryLimit: { bytes: memory.limitBytes, from: memory.limitFrom },
    bytes,
    counts: Object.fromEntries(COUNTS.map((name) => [name, figures[name]])),
    caches: Object.fromEntries(entries),
    handles: own === null ? null : tally(own.handles),
    missing: {
      ...reasonsOf(bytes, sample, memory),
      ...Object.fromEntries(COUNTS.flatMap((name) => reasonOf(name, sample))),
      ...(own === null ? { handles: OTHER_PROCESS } : {}),
    },
  };
}

function bytesOf(
  figures: Figures,
  memory: MemoryFigures,
  heapTotalBytes: number | null,
): Record<string, number | null> {
  return {
    rss: figures.rssBytes,
    heapUsed: memory.heapUsedBytes,
    heapTotal: heapTotalBytes,
    heapLimit: memory.heapLimitBytes,
    external: memory.externalBytes,
    arrayBuffers: memory.arrayBuffersBytes,
    wasm: memory.wasmBytes,
  };
}

function reasonsOf(
  bytes: Readonly<Record<string, number | null>>,
  sample: Sample,
  memory: MemoryFigures,
): Record<string, string> {
  const unknown = Object.keys(bytes).filter((name) => bytes[name] === null);
  return Object.fromEntries(
    unknown.map((name) => {
      const field = `${name}Bytes`;
      return [name, memory.missing[field] ?? sample.missing[field as FigureName] ?? OTHER_PROCESS];
    }),
  );
}

function reasonOf(name: FigureName, { missing }: Sample): [string, string][] {
  const reason = missing[name];
  return reason === undefined ? [] : [[name, reason]];
}

function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of [...names].sort()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries(counts);
}
