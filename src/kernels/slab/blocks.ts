import { LANES } from '../engine/layout.js';
import { blockAddresses, type SlabPlan } from '../program/plan.js';
import type { BlockAddresses } from '../program/programs.js';
import type { LaneSlot } from './staging.js';

/** The slot for the next market of a benchmark. */
export interface BenchmarkSlot extends LaneSlot {
  readonly benchmark: number;
}

/** A block being filled, with markets of one benchmark. */
interface OpenBlock {
  readonly block: number;
  laneCount: number;
  /** Whether the empty lanes hold their padding. */
  isPadded: boolean;
}

/** The blocks of a slab in use: each holds up to four markets with the same benchmark. */
export class SlabBlocks {
  readonly #plan: SlabPlan;
  readonly #base: number;
  /** Addresses of each block in use, one entry per task. */
  readonly addresses: BlockAddresses[][] = [];
  /** Benchmark of each block in use. */
  readonly benchmarks: number[] = [];
  readonly #known = new Map<number, BlockAddresses[]>();
  readonly #open = new Map<number, OpenBlock>();

  /** @param base  address of the slab, bytes. */
  constructor(plan: SlabPlan, base: number) {
    this.#plan = plan;
    this.#base = base;
  }

  get count(): number {
    return this.addresses.length;
  }

  clear(): void {
    this.addresses.length = 0;
    this.benchmarks.length = 0;
    this.#open.clear();
  }

  next(benchmark: number): BenchmarkSlot {
    const open = this.#open.get(benchmark);
    if (open === undefined || open.laneCount === LANES) return { block: this.count, lane: 0, benchmark };
    return { block: open.block, lane: open.laneCount, benchmark };
  }

  /** Occupies the slot that `next` returned. */
  take({ block, lane, benchmark }: BenchmarkSlot): void {
    if (lane === 0) {
      this.#open.set(benchmark, { block, laneCount: 0, isPadded: false });
      this.addresses.push(this.#addressesOf(block, benchmark));
      this.benchmarks.push(benchmark);
    }
    this.#open.get(benchmark)!.laneCount++;
  }

  /** The empty lanes of blocks in use; each block reports them once. */
  takeEmptyLanes(): LaneSlot[] {
    const empty: LaneSlot[] = [];
    for (const open of this.#open.values()) {
      if (open.isPadded) continue;
      open.isPadded = true;
      for (let lane = open.laneCount; lane < LANES; lane++) empty.push({ block: open.block, lane });
    }
    return empty;
  }

  /** Addresses never change, so they are kept across resets: a scan has many batches. */
  #addressesOf(block: number, benchmark: number): BlockAddresses[] {
    const key = benchmark * this.#plan.layout.inputs.groupCount + block;
    let addresses = this.#known.get(key);
    if (addresses === undefined) {
      addresses = blockAddresses(this.#plan, this.#base, block, benchmark);
      this.#known.set(key, addresses);
    }
    return addresses;
  }
}
