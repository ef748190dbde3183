/** What sets a limit on memory. */
export type LimitSource = 'max-memory' | 'cgroup-v2' | 'cgroup-v1' | 'heap' | 'machine';

/** Whose memory is held against the limit: this process, everything in its cgroup, or V8's heap alone. */
export type UsedOf = 'process' | 'cgroup' | 'heap';

/** One limit and what is used of it. */
export interface MemoryBound {
  readonly limitFrom: LimitSource;
  readonly of: UsedOf;
  readonly usedBytes: number;
  readonly limitBytes: number;
  /** Used / limit, ≥ 0; above 1 where the limit is not a hard one. */
  readonly pressure: number;
}

/**
 * Memory by its parts; null if unknown; `missing` says why. They overlap (the heap is a part of the resident set) and
 * do not add up.
 */
export interface MemoryParts {
  /** Resident set of the process: what it really occupies, touched WASM memory and workers included. */
  readonly rssBytes: number | null;
  readonly heapUsedBytes: number | null;
  /** At which V8 gives up (`--max-old-space-size`). */
  readonly heapLimitBytes: number | null;
  /** Outside the heap, held by objects on it; ArrayBuffers included, shared WASM memory not. */
  readonly externalBytes: number | null;
  readonly arrayBuffersBytes: number | null;
  /** Size of the shared WASM memory; only what was touched is resident. */
  readonly wasmBytes: number | null;
  readonly workers: number | null;
  readonly cacheEntries: number | null;
  /** Share of the last 10 s in which some task waited for memory, in percent (Linux PSI, `some avg10`). */
  readonly stallPercent: number | null;
}

/** Memory at one moment, judged by the limit that is nearest. */
export interface MemoryReading extends MemoryParts {
  /** All limits, most used first; empty if none is known. */
  readonly bounds: readonly MemoryBound[];
  /** These five are of the first bound; null if no limit is known; `missing.limitBytes` says why. */
  readonly pressure: number | null;
  readonly usedBytes: number | null;
  readonly limitBytes: number | null;
  readonly limitFrom: LimitSource | null;
  readonly of: UsedOf | null;
  /** Why a figure is null, by its name. */
  readonly missing: Readonly<Record<string, string>>;
}

/** A limit and its use as found, before anybody has looked whether they make sense. */
export type RawBound = Omit<MemoryBound, 'pressure'>;

/** Kernels write limits near 2^63 where there is none. */
const ABSURD_BYTES = 2 ** 60;

/** Whether a number can be the limit of anything: finite, positive and not the "none" of a kernel. */
export function isLimit(bytes: number): boolean {
  return bytes > 0 && bytes < ABSURD_BYTES;
}

/**
 * @param bounds  limits in any order; absurd ones are left out.
 * @param missing  reasons for the parts that are null, and under `limitBytes` why there may be no limit.
 */
export function readingOf(
  bounds: readonly RawBound[],
  parts: MemoryParts,
  missing: Readonly<Record<string, string>>,
): MemoryReading {
  const judged = bounds
    .filter(({ limitBytes, usedBytes }) => isLimit(limitBytes) && usedBytes >= 0)
    .map((bound) => ({ ...bound, pressure: bound.usedBytes / bound.limitBytes }))
    .sort((a, b) => b.pressure - a.pressure);
  const { limitBytes: whyNoLimit = 'no limit is known', ...reasons } = missing;
  if (judged.length === 0) {
    const none = { pressure: null, usedBytes: null, limitBytes: null, limitFrom: null, of: null };
    return { ...parts, bounds: judged, ...none, missing: { ...reasons, limitBytes: whyNoLimit } };
  }
  return { ...parts, bounds: judged, ...judged[0], missing: reasons };
}

const LIMIT_NAMES: Readonly<Record<LimitSource, string>> = {
  'max-memory': '--max-memory',
  'cgroup-v2': 'cgroup',
  'cgroup-v1': 'cgroup',
  heap: 'V8 heap limit',
  machine: 'machine',
};

const MIB = 2 ** 20;

/** `memory 87 % (223 of 256 MiB, cgroup)`, or why it is unknown. */
export function describeMemory(reading: MemoryReading): string {
  const { pressure, usedBytes, limitBytes, limitFrom } = reading;
  if (pressure === null || usedBytes === null || limitBytes === null || limitFrom === null) {
    return `memory unknown: ${reading.missing.limitBytes}`;
  }
  const [used, limit] = [usedBytes, limitBytes].map((bytes) => Math.round(bytes / MIB));
  return `memory ${Math.round(pressure * 1000) / 10} % (${used} of ${limit} MiB, ${LIMIT_NAMES[limitFrom]})`;
}
