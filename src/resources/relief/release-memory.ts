import type { MemoryReading } from '../memory/memory-reading.js';
import type { Relief, ReliefAction } from './memory-relief.js';

/**
 * Used / limit from which garbage is worth collecting before anything has to shrink: that of smaller batches.
 */
const RELEASE_ABOVE = 0.7;

export interface ReleaseMeans {
  /** @default memory is not read, and nothing is done */
  readonly readMemory?: (() => MemoryReading) | undefined;
  readonly giveRelief?: ((actions: readonly ReliefAction[]) => Promise<Relief>) | undefined;
}

/**
 * Cleans up after a scan, failed or not: its garbage is collected now rather than in the middle of the next
 * one. @returns what was done; null if memory is not that full, or unknown.
 */
export async function releaseMemory({ readMemory, giveRelief }: ReleaseMeans): Promise<Relief | null> {
  const pressure = readMemory?.().pressure ?? null;
  if (pressure === null || pressure <= RELEASE_ABOVE || giveRelief === undefined) return null;
  return giveRelief(['collect-garbage']);
}
