/** What sets a limit on memory. */
export type LimitSource = 'max-memory' | 'cgroup-v2' | 'cgroup-v1' | 'heap' | 'machine';

/** Whose memory counts against the limit: this process, everything in its cgroup, or V8's heap alone. */
export type UsedOf = 'process' | 'cgroup' | 'heap';

/** One limit and its use. */
export interface MemoryBound {
  readonly limitFrom: LimitSource;
  readonly of: UsedOf;
  readonly usedBytes: number;
  readonly limitBytes: number;
  /** Used / limit, ≥ 0; above 1 if the limit is not a hard one. */
  readonly pressure: number;
}

/**
 * Memory by its parts; null if unknown, with the reason in `missing`. They overlap (the heap is part of the
 * resident set) and do not add up.
 */
export interface MemoryParts {
  /** Resident set of the process: what it really occupies, including touched WASM memory and workers. */
  readonly rssBytes: number | null;
  readonly heapUsedBytes: number | null;
  /** Size at which V8 gives up (`--max-old-space-size`). */
  readonly heapLimitBytes: number | null;
  /** Outside the heap, referenced by objects on it; includes ArrayBuffers but not shared WASM memory. */
  readonly externalBytes: number | null;
  readonly arrayBuffersBytes: number | null;
  /** Size of the shared WASM memory; only touched pages are resident. */
  readonly wasmBytes: number | null;
  readonly workers: number | null;
  readonly cacheEntries: number | null;
  /** Share of the last 10 s in which some task waited for memory, in percent (Linux PSI, `some avg10`). */
  readonly stallPercent: number | null;
}

/** Memory at one moment, judged by the nearest limit. */
export interface MemoryReading extends MemoryParts {
  /** All limits, most used first; empty if none is known. */
  readonly bounds: readonly MemoryBound[];
  /**
   * These five belong to the first bound; null if no limit is known, with the reason in `missing.limitBytes`.
   */
  readonly pressure: number | null;
  readonly usedBytes: number | null;
  readonly limitBytes: number | null;
  readonly limitFrom: LimitSource | null;
  readonly of: UsedOf | null;
  /** Why a figure is null, by its name. */
  readonly missing: Readonly<Record<string, string>>;
}

/** A limit and its use as read, before any plausibility check. */
export type RawBound = Omit<MemoryBound, 'pressure'>;

/** Kernels report limits near 2^63 if there is none. */
const ABSURD_BYTES = 2 ** 60;

/** Whether a number can be a limit: finite, positive and not a kernel's "none". */
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
