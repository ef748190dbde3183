import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import type { MemoryReaderOptions } from '../memory/caller-figures.js';
import { readCallerFigures } from '../memory/caller-figures.js';
import type { MemoryGroup, ReadText } from '../memory/cgroup.js';
import { boundOfGroup, memoryGroups } from '../memory/cgroup.js';
import type { MemoryReading, RawBound } from '../memory/memory-reading.js';
import { readingOf } from '../memory/memory-reading.js';
import { availableBytesOf, stallPercentOf } from '../memory/proc-files.js';

/** Source of the figures; tests pass any. */
export interface NodeMemorySources {
  readonly readText: ReadText;
  readonly memoryUsage: () => Readonly<Record<'rss' | 'heapUsed' | 'external' | 'arrayBuffers', number>>;
  /** Size at which V8 gives up, in bytes. */
  readonly heapLimitBytes: () => number;
  /** Memory of the machine. */
  readonly machineBytes: () => number;
}

const NODE_MEMORY: NodeMemorySources = {
  readText: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return null;
    }
  },
  memoryUsage: () => process.memoryUsage(),
  heapLimitBytes: () => getHeapStatistics().heap_size_limit,
  machineBytes: totalmem,
};

/** The machine's bound is what this process could use if it took everything still available. */
function machineBound(rssBytes: number, { machineBytes, readText }: NodeMemorySources): RawBound {
  const availableBytes = availableBytesOf(readText('/proc/meminfo'));
  const reachable = availableBytes === null ? Infinity : rssBytes + availableBytes;
  const limitBytes = Math.min(machineBytes(), reachable);
  return { limitFrom: 'machine', of: 'process', usedBytes: rssBytes, limitBytes };
}

/** A version 2 group knows its own stalls; otherwise those of the machine are used. */
function stallPercent(groups: readonly MemoryGroup[], readText: ReadText): number | null {
  const own = groups.find(({ version }) => version === 2);
  const ofGroup = own ? stallPercentOf(readText(`${own.folder}/memory.pressure`)) : null;
  return ofGroup ?? stallPercentOf(readText('/proc/pressure/memory'));
}

function boundsOf(
  sources: NodeMemorySources,
  groups: readonly MemoryGroup[],
  maxMemoryBytes: number | null,
): RawBound[] {
  const { rss, heapUsed } = sources.memoryUsage();
  const machineBytes = sources.machineBytes();
  const inGroups = groups.map((group) => boundOfGroup(group, sources.readText, rss, machineBytes));
  return [
    { limitFrom: 'heap', of: 'heap', usedBytes: heapUsed, limitBytes: sources.heapLimitBytes() },
    machineBound(rss, sources),
    ...inGroups.filter((bound) => bound !== null),
    ...(maxMemoryBytes === null
      ? []
      : [{ limitFrom: 'max-memory', of: 'process', usedBytes: rss, limitBytes: maxMemoryBytes } as const]),
  ];
}

/**
 * Reads the memory of this process under Node: the resident set against the least of `maxMemoryBytes`, every
 * cgroup from its own up to the root, and the machine; the heap against V8's limit; judged by whichever is
 * fuller.
 * @returns a function that takes one reading, in well under a millisecond.
 * @throws {RangeError} `maxMemoryBytes` that is not > 0.
 */
export function createMemoryReader(
  options: MemoryReaderOptions = {},
  sources: NodeMemorySources = NODE_MEMORY,
): () => MemoryReading {
  const { maxMemoryBytes = null } = options;
  if (maxMemoryBytes !== null && !(maxMemoryBytes > 0 && Number.isFinite(maxMemoryBytes))) {
    throw new RangeError(`Expected \`maxMemoryBytes\` to be a number of bytes > 0, got ${maxMemoryBytes}`);
  }
  // A process may be moved to another group, but hardly while it scans; the limits are reread each time.
  const groups = memoryGroups(sources.readText);
  return () => {
    const { rss, heapUsed, external, arrayBuffers } = sources.memoryUsage();
    const caller = readCallerFigures(options);
    const stalled = stallPercent(groups, sources.readText);
    const parts = {
      rssBytes: rss,
      heapUsedBytes: heapUsed,
      heapLimitBytes: sources.heapLimitBytes(),
      externalBytes: external,
      arrayBuffersBytes: arrayBuffers,
      ...caller.parts,
      stallPercent: stalled,
    };
    return readingOf(boundsOf(sources, groups, maxMemoryBytes), parts, {
      ...caller.missing,
      ...(stalled === null ? { stallPercent: 'this system has no /proc/pressure/memory' } : {}),
    });
  };
}
