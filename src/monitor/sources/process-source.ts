import type { FigureName } from '../figures.js';
import type { FigureSource, SourceReading } from '../sample.js';
import type { ProcessCounters, ReadCounters } from './process-counters.js';

const NAMES = ['cpuPercent', 'rssBytes', 'threads', 'openFiles', 'sockets'] as const satisfies FigureName[];

/**
 * CPU, resident set, threads and files of a process. @param cores  available to it  @param nowMs  monotonic
 */
export function processSource(read: ReadCounters, cores: number, nowMs: () => number): FigureSource {
  let before: { readonly cpuMs: number; readonly atMs: number } | null = null;
  return {
    names: NAMES,
    read: async () => {
      const counters = await read();
      const atMs = nowMs();
      const cpuPercent =
        before === null ? null : cpuShare(counters.cpuMs - before.cpuMs, atMs - before.atMs, cores);
      before = { cpuMs: counters.cpuMs, atMs };
      return readingOf(counters, cpuPercent);
    },
  };
}

function cpuShare(cpuMs: number, elapsedMs: number, cores: number): number | null {
  return elapsedMs > 0 ? (100 * cpuMs) / (elapsedMs * cores) : null;
}

function readingOf({ rssBytes, threads, files }: ProcessCounters, cpuPercent: number | null): SourceReading {
  const counted = typeof files === 'string' ? { openFiles: null, sockets: null } : files;
  const filesReason = typeof files === 'string' ? { openFiles: files, sockets: files } : {};
  return {
    figures: { cpuPercent, rssBytes, threads, ...counted },
    missing: {
      cpuPercent: 'known from the second sample on',
      rssBytes: 'the system does not report it',
      threads: 'there is no /proc to count threads in',
      ...filesReason,
    },
  };
}
