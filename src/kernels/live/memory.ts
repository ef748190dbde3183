import type { ValueKind } from '../../indicators/catalogue.js';
import { startsDay } from '../program/bar-grid.js';
import type { OwnedMemory } from '../engine/arena.js';
import type { Engine } from '../engine/engine.js';
import { fillGuards, findDamage } from '../engine/guards.js';
import { LANES } from '../engine/layout.js';
import { laneIndex, type LiveLayout, planLive, BENCHMARK_HEAD_BYTES } from './layout.js';
import { type Output, planOutputs, type Task } from '../program/tasks.js';

/** First row of a lane that has no bar yet: beyond every row. */
export const NOT_STARTED = 2 ** 30;
/** No window distinguishes rows further back than this; keeps row numbers exact as float32. */
export const OLDEST_START = -(2 ** 20);
/** Bars between additions of the plain sums to the compensated base of the session average. */
const FOLD_BARS = 32;

/** A range of blocks, the second bound exclusive. */
export type BlockRange = readonly [first: number, end: number];

export interface LiveMemoryShape {
  readonly blockCount: number;
  /** Number of benchmarks, including the one that represents none. */
  readonly benchmarkCount: number;
  readonly slackBars: number;
}

/** The memory of a live slab: where its rows are, which one holds the last bar, and the kernels over it. */
export class LiveMemory {
  readonly engine: Engine;
  readonly layout: LiveLayout;
  readonly #owned: OwnedMemory;
  /** The row of the last bar. */
  row: number;
  readonly #benchmarkCount: number;
  readonly #outputs: ReadonlyMap<string, Output>;
  /** Index of the state after the last bar. */
  #current: 0 | 1 = 0;

  constructor(engine: Engine, tasks: readonly Task[], shape: LiveMemoryShape) {
    this.engine = engine;
    this.#benchmarkCount = shape.benchmarkCount;
    this.#outputs = planOutputs(tasks);
    this.layout = planLive(tasks, shape);
    this.#owned = engine.arena.allocate(this.layout.lengthBytes, 'live slab');
    this.row = this.layout.lookback - 1;
    this.#clear();
  }

  get outputNames(): readonly string[] {
    return [...this.#outputs.keys()];
  }

  /** Address of the first byte. @throws {TypeError} the slab was disposed of. */
  get base(): number {
    return this.#owned.base;
  }

  /** @throws {TypeError} the slab was disposed of. */
  check(): void {
    this.#owned.check();
  }

  /** Offsets in a block of the recurrence state before the last bar and after it, bytes. */
  get stateBefore(): number {
    return this.layout.states[1 - this.#current];
  }

  get stateAfter(): number {
    return this.layout.states[this.#current];
  }

  /** float32 index of a lane's first row. */
  lane(handle: number): number {
    return laneIndex(this.layout, this.base, handle);
  }

  /** float32 index of a benchmark's first return. */
  returns(benchmark: number): number {
    const { benchmarks, benchmarkStride } = this.layout;
    return (this.base + benchmarks + benchmark * benchmarkStride + BENCHMARK_HEAD_BYTES) / 4;
  }

  /** Address of a benchmark, bytes. */
  benchmark(benchmark: number): number {
    return this.base + this.layout.benchmarks + benchmark * this.layout.benchmarkStride;
  }

  /** Offset of an output from its lane, in float32. @throws {RangeError} an output that does not exist. */
  output(name: string): { index: number; kind: ValueKind } {
    const output = this.#outputs.get(name);
    if (output === undefined) {
      throw new RangeError(
        `Expected an output of this slab (${this.outputNames.join(', ')}), got "${name}".`,
      );
    }
    return { index: this.layout.outputs / 4 + output.column * LANES, kind: output.kind };
  }

  /** A copy of the outputs of the first `blockCount` blocks. */
  outputWords(blockCount: number): Uint32Array {
    const { outputs, outputCount } = this.layout;
    const copy = new Uint32Array(blockCount * outputCount * LANES);
    for (let block = 0; block < blockCount; block++) {
      const from = this.lane(block * LANES) + outputs / 4;
      const words = this.engine.words().subarray(from, from + outputCount * LANES);
      copy.set(words, block * outputCount * LANES);
    }
    return copy;
  }

  /** Advances to the row of the next bar; `blockCount` blocks are in use. */
  nextRow(blockCount: number): void {
    if (this.row + 1 === this.layout.rowCount) this.#moveToFront(blockCount);
    this.row++;
    this.#current = this.#current === 0 ? 1 : 0;
  }

  /**
   * Computes the last bar of these blocks.
   * @param isNew  whether the bar is computed for the first time.
   */
  run(ranges: readonly BlockRange[], bar: { openTimeMs: number; timeframeMs: number; isNew: boolean }): void {
    const { kernels } = this.engine;
    const { tasks, liveTasks, windowTask, benchmarks, benchmarkStride, blocks, blockStride } = this.layout;
    const words = this.engine.words();
    const address = this.base + this.layout.bar;
    const at = address / 4;
    words[at + 2] = this.stateBefore;
    words[at + 3] = this.stateAfter;
    words[at + 4] = this.row;
    words[at + 5] = bar.isNew ? 1 : 0;
    words[at + 6] = startsDay(bar.openTimeMs, bar.timeframeMs) ? 1 : 0;
    words[at + 7] = (bar.openTimeMs / bar.timeframeMs) % FOLD_BARS === 0 ? 1 : 0;
    const first = this.base + benchmarks;
    kernels.liveBar(address, this.base + windowTask, 1, first, this.#benchmarkCount, benchmarkStride);
    for (const [first, end] of ranges) {
      const firstBlock = this.base + blocks + first * blockStride;
      kernels.liveBar(address, this.base + tasks, liveTasks.length, firstBlock, end - first, blockStride);
    }
  }

  /** null, or a sentence about the first overwritten guard. */
  findDamage(): string | null {
    return findDamage(this.engine.words(), this.layout, this.base);
  }

  dispose(): void {
    this.#owned.free();
  }

  #clear(): void {
    const { bar, lengthBytes, tasks, taskWords, rowCount } = this.layout;
    const floats = this.engine.floats();
    const words = this.engine.words();
    floats.fill(0, this.base / 4, (this.base + lengthBytes) / 4);
    fillGuards(words, this.layout, this.base);
    words.set(taskWords, (this.base + tasks) / 4);
    for (let benchmark = 0; benchmark < this.#benchmarkCount; benchmark++) {
      const returns = this.returns(benchmark);
      floats.fill(NaN, returns, returns + rowCount);
    }
    words[(this.base + bar) / 4] = this.layout.columns;
    words[(this.base + bar) / 4 + 1] = this.layout.columnStride;
  }

  /** Moves the rows still inside a window to the front. */
  #moveToFront(blockCount: number): void {
    const { lookback, rowCount, columns, columnStride, columnCount } = this.layout;
    const floats = this.engine.floats();
    const shift = rowCount - lookback;
    for (let block = 0; block < blockCount; block++) {
      const lane = this.lane(block * LANES);
      for (let column = 0; column < columnCount; column++) {
        const at = lane + (columns + column * columnStride) / 4;
        floats.copyWithin(at, at + shift * LANES, at + rowCount * LANES);
      }
      for (let start = lane; start < lane + LANES; start++) {
        if (floats[start] !== NOT_STARTED) floats[start] = Math.max(OLDEST_START, floats[start] - shift);
      }
    }
    for (let benchmark = 0; benchmark < this.#benchmarkCount; benchmark++) {
      const returns = this.returns(benchmark);
      floats.copyWithin(returns, returns + shift, returns + rowCount);
    }
    this.row -= shift;
  }
}
