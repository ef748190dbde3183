import type { Engine } from '../engine/engine.js';
import { columnOffset, type SlabLayout } from '../engine/layout.js';

/** Kernels that take candles in; their numbers are those of assembly/ingest/ingest.ts. */
export const INGEST = { resampleBars: 0, priceRange: 1, ingestLane: 2, ingestBlock: 3 } as const;

/** First words of Intake in assembly/ingest/given.ts, which says what they mean; the others follow in its order. */
const [WIDTH, FACTOR, TARGET, OTHERS] = [0, 1, 2, 3];

/** The kernels over the candles that were given for the lanes of one block. */
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

  /** The next calls are for numbers of `width` bytes that go to this block. */
  begin(block: number, width: number): void {
    const words = this.#engine.words();
    const at = this.#address / 4;
    words[at + WIDTH] = width;
    words[at + TARGET] = this.#inputs + block * this.#blockStride;
  }

  /** Makes `count` bars of `factor` given ones each. */
  resample(lane: number, count: number, factor: number): void {
    this.#engine.words()[this.#address / 4 + FACTOR] = factor;
    this.make(INGEST.resampleBars, lane, count);
  }

  /**
   * @param kernel  one of INGEST
   * @param count  bars of the lane; ingestBlock: of each of the four.
   */
  make(kernel: number, lane: number, count: number): void {
    this.#engine.kernels.ingest(this.#address, kernel, lane, count);
  }
}
