import { CALL_BYTES, encodeCalls } from '../engine/call.js';
import type { Kernels } from '../engine/kernels.js';
import type { BlockAddresses, RunAddresses } from './programs.js';
import type { Step } from './tasks.js';

interface Known {
  readonly all: RunAddresses;
  readonly calls: Uint32Array;
}

/** Computes blocks by lists of calls in memory. The arguments of a block's kernels are written once. */
export class BlockCalls {
  readonly #steps: readonly Step[];
  readonly #known = new WeakMap<readonly BlockAddresses[], Known>();
  /** The calls in memory, block after block, from `#address` on. */
  readonly #written: Uint32Array[] = [];
  #address = 0;

  constructor(steps: readonly Step[]) {
    this.#steps = steps;
  }

  /**
   * Computes blocks whose calls stay in place: repeating the same blocks writes nothing. No other code may write to
   * that memory.
   * @param words  the memory as integers.
   * @param blocks  one array per block, the same object each time, with one entry per task.
   * @param all  the same object as long as nothing in it changes.
   */
  run(
    kernels: Kernels,
    words: Uint32Array<ArrayBufferLike>,
    blocks: readonly (readonly BlockAddresses[])[],
    all: RunAddresses,
  ): void {
    if (this.#address !== all.calls) {
      this.#address = all.calls;
      this.#written.length = 0;
    }
    const callCount = this.#steps.length;
    for (let place = 0; place < blocks.length; place++) {
      const calls = this.#callsOf(blocks[place], all);
      if (this.#written[place] === calls) continue;
      this.#written[place] = calls;
      words.set(calls, (all.calls + place * callCount * CALL_BYTES) / 4);
    }
    kernels.run(all.calls, blocks.length * callCount);
  }

  /** Computes one block, overwriting previous calls; `all.calls` needs room for one block only. */
  runOne(
    kernels: Kernels,
    words: Uint32Array<ArrayBufferLike>,
    block: readonly BlockAddresses[],
    all: RunAddresses,
  ): void {
    words.set(this.#callsOf(block, all), all.calls / 4);
    kernels.run(all.calls, this.#steps.length);
  }

  #callsOf(block: readonly BlockAddresses[], all: RunAddresses): Uint32Array {
    const known = this.#known.get(block);
    if (known?.all === all) return known.calls;
    const calls = encodeCalls(this.#steps.map((step) => step(block, all)));
    this.#known.set(block, { all, calls });
    return calls;
  }
}
