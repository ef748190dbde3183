import type { Engine } from '../engine/engine.js';
import { columnOffset, type SlabLayout } from '../engine/layout.js';

/** Kernels that ingest candles, numbered as in assembly/ingest/ingest.ts. */
export const INGEST = { resampleBars: 0, priceRange: 1, ingestLane: 2, ingestBlock: 3 } as const;

/** First words of Intake in assembly/ingest/given.ts, which documents them; the others follow in its order. */
const [WIDTH, FACTOR, TARGET, OTHERS] = [0, 1, 2, 3];

/** The kernels over the input candles of one block's lanes. */
export class Intake {
  readonly #engine: Engine;
  readonly #address: number;
  readonly #inputs: number;
  readonly #blockStride: number;

  constructor(engine: Engine, layout: SlabLayout, base: number, barCount: number) {
    const { inputs, staging, scales, intake } = layout;
    this.#engine = engine;
    this.#address = base + columnOffset(intake, 0, 0);
    this.#inputs = base + columnOffset(inputs, 0, 0);
    this.#blockStride = inputs.groupStrideBytes;
    const others = [
      ...[inputs.columnStrideBytes, barCount],
      ...[base + columnOffset(staging, 0, 0), staging.columnStrideBytes, staging.groupStrideBytes],
      ...[base + columnOffset(scales, 0, 0), scales.groupStrideBytes],
    ];
    engine.words().set(others, this.#address / 4 + OTHERS);
  }

  /** Prepares the next calls for numbers of `width` bytes and this target block. */
  begin(block: number, width: number): void {
    const words = this.#engine.words();
    const at = this.#address / 4;
    words[at + WIDTH] = width;
    words[at + TARGET] = this.#inputs + block * this.#blockStride;
  }

  /** Makes `count` bars of `factor` input bars each. */
  resample(lane: number, count: number, factor: number): void {
    this.#engine.words()[this.#address / 4 + FACTOR] = factor;
    this.make(INGEST.resampleBars, lane, count);
  }

  /**
   * @param kernel  one of INGEST
   * @param count  bars of the lane; for ingestBlock, of each of the four.
   */
  make(kernel: number, lane: number, count: number): void {
    this.#engine.kernels.ingest(this.#address, kernel, lane, count);
  }
}
