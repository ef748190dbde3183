import type { OwnedMemory } from '../engine/arena.js';
import type { SlabPlan } from '../program/plan.js';
import type { BlockAddresses } from '../program/programs.js';

/** A snapshot of a slab: what threads need to compute all its blocks. */
export interface SlabJob {
  readonly plan: SlabPlan;
  /** Address of the slab, bytes. */
  readonly base: number;
  /** Memory of the slab, held while threads work on it, even if the slab is disposed of meanwhile. */
  readonly memory: OwnedMemory;
  /** Addresses of each block in use, for the calling thread; workers compute their own. */
  readonly blocks: readonly (readonly BlockAddresses[])[];
  /** Benchmark of each block in use. */
  readonly benchmarks: readonly number[];
  /** First row of the session average. */
  readonly sessionFrom: number;
}

/** What a slab needs from a pool. */
export interface KernelPool {
  /** Whether dispatching the job is faster than computing it on the calling thread. */
  isWorth(job: SlabJob): boolean;
  /** Computes every block of the job. @returns how many threads shared it; 0 if none is available and nothing ran. */
  run(job: SlabJob): Promise<number>;
}
