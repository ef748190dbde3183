import type { RawBound } from './memory-reading.js';
import { isLimit } from './memory-reading.js';

/** The text of a file; null if it does not exist or may not be read. */
export type ReadText = (path: string) => string | null;

/** A group of the process, from the innermost one outwards. */
export interface MemoryGroup {
  readonly version: 1 | 2;
  readonly folder: string;
}

interface Mount {
  readonly version: 1 | 2;
  /** The mounted part of the hierarchy: not `/` inside many containers. */
  readonly root: string;
  readonly folder: string;
}

/** `36 31 0:35 / /sys/fs/cgroup/memory rw shared:9 - cgroup cgroup rw,memory` (proc_pid_mountinfo(5)). */
function mountOf(line: string): Mount | null {
  const [before, after] = line.split(' - ');
  const [type, , options] = after?.split(' ') ?? [];
  const [, , , root, folder] = before.split(' ');
  if (type === 'cgroup2') return { version: 2, root, folder };
  const hasMemory = type === 'cgroup' && options?.split(',').includes('memory');
  return hasMemory ? { version: 1, root, folder } : null;
}

/** `0::/user.slice` or `4:memory:/jobs/7` → the path for a cgroup version (cgroups(7)). */
function pathOf(version: 1 | 2, lines: readonly string[]): string | null {
  for (const line of lines) {
    const [, hierarchy, controllers, path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    const isIt = version === 2 ? hierarchy === '0' : controllers?.split(',').includes('memory');
    if (isIt) return path;
  }
  return null;
}

/** A path of the hierarchy relative to a partial mount. */
function below(root: string, path: string): string {
  if (root === '/') return path;
  if (path === root || path.startsWith(`${root}/`)) return path.slice(root.length);
  // In its own namespace only the mounted part is visible.
  return '/';
}

/** Folders from the process's own group up to the mount. */
function foldersUp({ version, root, folder }: Mount, path: string): MemoryGroup[] {
  const names = below(root, path).split('/').filter(Boolean);
  return [...names, ''].map((_, gone) => ({
    version,
    folder: [folder, ...names.slice(0, names.length - gone)].join('/'),
  }));
}

/** All memory groups of this process, of both versions; empty if there are none (not Linux, /proc hidden). */
export function memoryGroups(readText: ReadText): readonly MemoryGroup[] {
  const lines = (path: string): string[] => readText(path)?.trimEnd().split('\n') ?? [];
  const groups = lines('/proc/self/cgroup');
  return lines('/proc/self/mountinfo').flatMap((line) => {
    const mount = mountOf(line);
    const path = mount && pathOf(mount.version, groups);
    return mount && path !== null ? foldersUp(mount, path) : [];
  });
}

const FILES = {
  1: {
    limits: ['memory.limit_in_bytes'],
    usage: 'memory.usage_in_bytes',
    stat: { cache: ['total_inactive_file', 'total_active_file'], limit: 'hierarchical_memory_limit' },
  },
  2: {
    // Above `high` a process is throttled rather than killed: just as much a limit when time matters.
    limits: ['memory.max', 'memory.high'],
    usage: 'memory.current',
    stat: { cache: ['inactive_file', 'active_file'], limit: null },
  },
} as const;

/** `max` is not a number, and no limit. */
function bytesOf(text: string | null): number {
  const trimmed = text?.trim() ?? '';
  return /^\d+$/.test(trimmed) ? Number(trimmed) : NaN;
}

function statOf(text: string | null): ReadonlyMap<string, number> {
  const rows = text?.split('\n') ?? [];
  return new Map(
    rows.map((row) => {
      const [name, value] = row.split(' ');
      return [name, Number(value)];
    }),
  );
}

/**
 * The limit of one group and its members' use of it, without the file pages that the kernel reclaims before
 * it kills. null if its limit is not below the machine's memory.
 * @param rssBytes  used if the group does not report its use.
 */
export function boundOfGroup(
  { version, folder }: MemoryGroup,
  readText: ReadText,
  rssBytes: number,
  machineBytes: number,
): RawBound | null {
  const { limits, usage, stat } = FILES[version];
  const stats = statOf(readText(`${folder}/memory.stat`));
  const found = limits.map((file) => bytesOf(readText(`${folder}/${file}`)));
  // Also of groups above the mount, which are invisible inside a container.
  if (stat.limit !== null) found.push(stats.get(stat.limit) ?? NaN);
  const real = found.filter((bytes) => isLimit(bytes) && bytes < machineBytes);
  if (real.length === 0) return null;
  const cacheBytes = stat.cache.reduce((sum, name) => sum + (stats.get(name) ?? 0), 0);
  const usedBytes = bytesOf(readText(`${folder}/${usage}`)) - cacheBytes;
  return {
    limitFrom: `cgroup-v${version}`,
    of: Number.isNaN(usedBytes) ? 'process' : 'cgroup',
    usedBytes: Number.isNaN(usedBytes) ? rssBytes : Math.max(0, usedBytes),
    limitBytes: Math.min(...real),
  };
}
