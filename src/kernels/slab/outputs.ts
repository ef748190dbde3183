import type { ValueKind } from '../../indicators/catalogue.js';
import type { OwnedMemory } from '../engine/arena.js';
import type { Engine } from '../engine/engine.js';
import { type MarketPrices, restore } from '../program/price-scale.js';
import { columnOffset, LANES } from '../engine/layout.js';
import type { SlabPlan } from '../program/plan.js';

/** The indicator values of a slab's markets, in each market's original scale. */
export class SlabOutputs {
  readonly #engine: Engine;
  readonly #plan: SlabPlan;
  readonly #memory: OwnedMemory;
  readonly #scales: readonly MarketPrices[];

  /** @param memory  the slab's memory. @param scales  by handle; updated as markets are added and cleared. */
  constructor(engine: Engine, plan: SlabPlan, memory: OwnedMemory, scales: readonly MarketPrices[]) {
    this.#engine = engine;
    this.#plan = plan;
    this.#memory = memory;
    this.#scales = scales;
  }

  get names(): readonly string[] {
    return [...this.#plan.outputs.keys()];
  }

  latestReader(): (handle: number, output: string) => number {
    this.#memory.check();
    const floats = this.#engine.floats();
    const { mode, barCount } = this.#plan.description;
    const row = mode === 'series' ? barCount - 1 : 0;
    return (handle, output) => {
      const { kind, index } = this.#find(handle, output);
      return restore(floats[index + row * LANES], kind, this.#scales[handle]);
    };
  }

  /** @throws {TypeError} the slab keeps only the last value. */
  series(handle: number, output: string): Float64Array {
    this.#memory.check();
    const { mode, barCount } = this.#plan.description;
    if (mode !== 'series') throw new TypeError('Expected a slab of mode series, got latest.');
    const { kind, index } = this.#find(handle, output);
    const floats = this.#engine.floats();
    const scale = this.#scales[handle];
    const values = new Float64Array(barCount);
    for (let t = 0; t < values.length; t++) values[t] = restore(floats[index + t * LANES], kind, scale);
    return values;
  }

  /** Memory range of the first blocks' outputs, including the guards between them. */
  region(blockCount: number): { offsetBytes: number; lengthBytes: number } {
    const { outputs } = this.#plan.layout;
    return {
      offsetBytes: this.#memory.base + columnOffset(outputs, 0, 0),
      lengthBytes: blockCount * outputs.groupStrideBytes,
    };
  }

  /** float32 index of an output's first value, and the kind of its values. */
  #find(handle: number, name: string): { kind: ValueKind; index: number } {
    const { base } = this.#memory;
    const output = this.#plan.outputs.get(name);
    if (output === undefined) {
      throw new RangeError(`Expected an output of this slab (${this.names.join(', ')}), got "${name}".`);
    }
    if (this.#scales[handle] === undefined) {
      throw new RangeError(`Expected a handle that add returned since reset, got ${handle}.`);
    }
    const block = Math.floor(handle / LANES);
    const first = base + columnOffset(this.#plan.layout.outputs, block, output.column);
    return { kind: output.kind, index: first / 4 + (handle % LANES) };
  }
}
