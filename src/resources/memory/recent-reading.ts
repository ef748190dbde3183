import type { MemoryReading } from './memory-reading.js';

/** A process that takes a gigabyte a second is 10 MB further by then; reading a dozen files of /proc takes 0.2 ms. */
const RECENT_MS = 10;

export interface RecentReading {
  /** Taken now, or not long ago. */
  read(): MemoryReading;
  /** The next one is taken anew: something has been done about memory. */
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
