import type { MemoryReading } from './memory-reading.js';

/**
 * Even a process that allocates a gigabyte per second is only 10 MB further by then; reading a dozen files of
 * /proc takes 0.2 ms.
 */
const RECENT_MS = 10;

export interface RecentReading {
  /** Taken now, or recently. */
  read(): MemoryReading;
  /** Forces a new reading: something has been done about memory. */
  forget(): void;
}

/** Small batches come every few milliseconds, and a reading for each would be a tenth of a scan. */
export function recentReading(take: () => MemoryReading, nowMs: () => number): RecentReading {
  let known: { readonly reading: MemoryReading; readonly atMs: number } | null = null;
  return {
    read() {
      const now = nowMs();
      if (known === null || now - known.atMs >= RECENT_MS) known = { reading: take(), atMs: now };
      return known.reading;
    },
    forget() {
      known = null;
    },
  };
}
