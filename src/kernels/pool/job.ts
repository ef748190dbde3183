import type { OwnedMemory } from '../engine/arena.js';
import type { SlabPlan } from '../program/plan.js';
import type { BlockAddresses } from '../program/programs.js';

/** A slab as it is at one moment: what threads need to compute all its blocks. */
export interface SlabJob {
  readonly plan: SlabPlan;
  /** Address of the slab, bytes. */
  readonly base: number;
  /** Where the slab lies: kept as long as threads work on it, though it is disposed of meanwhile. */
  readonly memory: OwnedMemory;
  /** Addresses of each block in use, for threads of this process's own; workers plan them for themselves. */
  readonly blocks: readonly (readonly BlockAddresses[])[];
  /** Benchmark of each block in use. */
  readonly benchmarks: readonly number[];
  /** First row of the session average. */
  readonly sessionFrom: number;
}

/** What a slab asks of a pool. */
export interface KernelPool {
  /** Whether handing the job out is faster than computing it on the calling thread. */
  isWorth(job: SlabJob): boolean;
  /** Computes every block of the job. @returns how many threads shared it; 0: there are none, nothing is computed. */
  run(job: SlabJob): Promise<number>;
}
