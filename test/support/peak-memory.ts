import { existsSync, readFileSync } from 'node:fs';

/**
 * Peak memory of this process, in bytes. Linux counts it for the program since it was loaded; `maxRSS` would
 * start with that of the parent process at that moment.
 */
export function peakRssBytes(): number {
  if (!existsSync('/proc/self/status')) return process.memoryUsage.rss();
  const kib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return kib === undefined ? process.memoryUsage.rss() : 1024 * Number(kib);
}
