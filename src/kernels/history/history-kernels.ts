import { startsDay } from '../program/bar-grid.js';
import type { OwnedMemory } from '../engine/arena.js';
import { makeCall } from '../engine/call.js';
import type { ColumnCalls, WrittenCalls } from '../engine/column-calls.js';
import type { Engine } from '../engine/engine.js';
import {
  columnOffset,
  FIELDS,
  type Grid,
  LANES,
  planSlab,
  BENCHMARK_COLUMNS,
  ROW_BYTES,
  type SlabLayout,
} from '../engine/layout.js';
import { fillGuards, findDamage } from '../engine/guards.js';
import type { PriceScale } from '../program/price-scale.js';
import { BlockCalls } from '../program/block-calls.js';
import { type KeptShape, KeptColumns } from './kept-columns.js';
import { rebaseState } from '../program/rebase.js';
import type { BlockAddresses, RunAddresses } from '../program/programs.js';
import {
  type IndicatorRequest,
  type Output,
  planOutputs,
  planScratchRows,
  planSteps,
  planTasks,
  type Task,
} from '../program/tasks.js';

export interface HistoryKernelsOptions {
  /** Benchmark of each block; 0 = none. */
  readonly blockBenchmarks: readonly number[];
  readonly benchmarkCount: number;
  /** Rows before a chunk that its windows may read. */
  readonly lookback: number;
  readonly chunkRows: number;
  readonly indicators: readonly IndicatorRequest[];
}

/** The float32 bits of NaN. */
const NAN_BITS = 0x7fc00000;

/**
 * The kernels over a history of any length: blocks of four markets, one chunk of rows at a time. All blocks share the
 * columns of one, which therefore stay in the cache; each block's last rows are kept for its next chunk, and the
 * averages continue from their state.
 */
export class HistoryKernels {
  readonly #engine: Engine;
  readonly options: HistoryKernelsOptions;
  /** State of every block, and the input rows kept for it. */
  readonly #blocks: SlabLayout;
  /** Inputs, outputs and scratch of the running block; the benchmarks. */
  readonly #shared: SlabLayout;
  readonly #memory: OwnedMemory;
  readonly #tasks: readonly Task[];
  readonly #blockCalls: BlockCalls;
  readonly #addresses: readonly BlockAddresses[][];
  /** float32 index of row 0 of each input column, first lane; in the order of FIELDS. */
  readonly inputIndices: readonly number[];
  /** Inputs of each block. */
  readonly #kept: readonly KeptColumns[];
  readonly #clearInputs: WrittenCalls;
  /** Makes the benchmarks' last rows those before the next chunk. */
  readonly #moveOn: WrittenCalls;
  #floats: Float32Array<ArrayBufferLike>;
  #runs: RunAddresses | null = null;
  /** Rows before a chunk that its windows read; earlier rows are never written. */
  readonly keptRows: number;
  readonly outputs: ReadonlyMap<string, Output>;

  constructor(engine: Engine, calls: ColumnCalls, options: HistoryKernelsOptions) {
    const { blockBenchmarks, benchmarkCount, lookback, chunkRows, indicators } = options;
    this.#engine = engine;
    this.options = options;
    this.#tasks = planTasks(indicators);
    const steps = planSteps(this.#tasks);
    this.#blockCalls = new BlockCalls(steps);
    this.outputs = planOutputs(this.#tasks);
    this.keptRows = Math.min(lookback, Math.max(1, ...this.#tasks.map(rowsRead)));
    this.#blocks = planSlab({
      barCount: this.keptRows,
      mode: 'series',
      blockCount: blockBenchmarks.length,
      benchmarkCount: 0,
      outputs: [],
      stateRows: this.#tasks.reduce((sum, { program }) => sum + (program.stateRows ?? 0), 0),
      scratchRows: 0,
      callCount: 0,
    });
    this.#shared = planSlab({
      barCount: lookback + chunkRows,
      mode: 'series',
      blockCount: 1,
      benchmarkCount: benchmarkCount + 1,
      outputs: [...this.outputs.keys()],
      stateRows: 0,
      scratchRows: planScratchRows(this.#tasks),
      callCount: steps.length,
    });
    this.#memory = engine.arena.allocate(this.#blocks.lengthBytes + this.#shared.lengthBytes, 'history');
    try {
      fillGuards(engine.words(), this.#blocks, this.#blocksBase);
      fillGuards(engine.words(), this.#shared, this.#sharedBase);
      this.#kept = blockBenchmarks.map((_, block) => new KeptColumns(calls, this.#keptShape(block)));
      const inputs = FIELDS.map((_, column) => this.#inputOffset(column));
      this.#clearInputs = calls.write(
        inputs.map((out) => ({ kernel: 'fillIntegers', out, value: NAN_BITS })),
      );
      this.#moveOn = calls.write(
        Array.from({ length: benchmarkCount }, (_, index) => {
          const out = this.returnsIndex(index + 1) * 4 + (lookback - this.keptRows) * 4;
          return { kernel: 'moveBytes', values: out + chunkRows * 4, out };
        }),
      );
    } catch (error) {
      this.dispose();
      throw error;
    }
    this.#addresses = blockBenchmarks.map((benchmark, block) =>
      this.#tasks.map((task) => this.#blockAddresses(block, benchmark, task)),
    );
    this.inputIndices = FIELDS.map((_, column) => this.#inputOffset(column) / 4);
    this.#floats = engine.floats();
    this.#clear();
  }

  /** The engine's memory as float32. */
  get floats(): Float32Array<ArrayBufferLike> {
    this.#memory.check();
    return this.#floats;
  }

  /** Starts a chunk with the current buffer: the memory may have grown, and reading it on every access is slow. */
  beginChunk(): void {
    this.#memory.check();
    this.#floats = this.#engine.floats();
  }

  /** float32 index of row 0 of an output of the last block run, first lane. */
  outputIndex(output: string): number {
    const { column } = this.outputs.get(output) as Output;
    return (this.#sharedBase + columnOffset(this.#shared.outputs, 0, column)) / 4;
  }

  /** Index of row 0 of a benchmark's returns. */
  returnsIndex(benchmark: number): number {
    return (this.#sharedBase + columnOffset(this.#shared.benchmarks, benchmark, 0)) / 4;
  }

  /** First row of each market of a block, relative to the current chunk; may be before it. */
  setStarts(block: number, rows: readonly number[]): void {
    const index = this.#index(this.#blocks.starts, block, 0);
    // A lane without a market must not hold the others in warm-up.
    for (let lane = 0; lane < LANES; lane++) {
      this.#floats[index + lane] = lane < rows.length ? rows[lane] : rows[0];
    }
  }

  /** Changes a lane's anchor and converts its averages to it. The caller converts the closes. */
  setAnchor(block: number, lane: number, from: PriceScale, to: PriceScale, barsBefore: number): void {
    const floats = this.#floats;
    floats[this.#index(this.#blocks.anchors, block, 0) + lane] = to.anchor;
    const state = this.#index(this.#blocks.state, block, 0) + lane;
    for (const task of this.#tasks) {
      rebaseState(floats, task, state + task.firstStateRow * LANES, from, to, barsBefore);
    }
  }

  /** Makes the benchmarks' last rows those before the next chunk. */
  moveOn(): void {
    this.#memory.check();
    this.#moveOn.run(0, this.keptRows * 4);
  }

  /** Restores a block's kept rows before the chunk. */
  restore(block: number): void {
    this.#memory.check();
    this.#kept[block].restore();
  }

  /** Keeps the last rows of a block's chunk. */
  keep(block: number): void {
    this.#memory.check();
    this.#kept[block].keep();
  }

  /** Clears all lanes of the chunk's rows. */
  clearInputs(): void {
    this.#memory.check();
    const { lookback, chunkRows } = this.options;
    this.#clearInputs.run(lookback * LANES, (lookback + chunkRows) * LANES);
  }

  /**
   * Prepares what a chunk's blocks share: day starts and the benchmarks' windows. Row `lookback` opens at
   * `firstOpenMs`.
   */
  prepareChunk(firstOpenMs: number, timeframeMs: number, rowCount: number): void {
    const { lookback, benchmarkCount } = this.options;
    const floats = this.#floats;
    const sessions = (this.#sharedBase + columnOffset(this.#shared.sessions, 0, 0)) / 4;
    for (let row = 0; row < rowCount; row++) {
      floats[sessions + lookback + row] = startsDay(firstOpenMs + row * timeframeMs, timeframeMs) ? 1 : 0;
    }
    const correlation = this.#tasks.find(({ spec }) => spec.inputs.includes('benchmark'));
    if (correlation === undefined) return;
    for (let benchmark = 0; benchmark <= benchmarkCount; benchmark++) {
      const [returns, sums, inverses] = this.#benchmarkAddresses(benchmark);
      const period = correlation.params['period'] as number;
      const scratch = this.#sharedBase + columnOffset(this.#shared.scratch, 0, 0);
      const rows = { from: lookback, to: lookback + rowCount, scratch, period };
      const call = { kernel: 'benchmarkWindow', returns, sums, inverses, ...rows } as const;
      makeCall(this.#engine.kernels, this.#engine.words(), this.#callsAddress, call);
    }
  }

  /** Computes all outputs of a block's rows [lookback, lookback + rowCount). */
  run(block: number, rowCount: number): void {
    this.#memory.check();
    if (this.#runs?.to !== this.options.lookback + rowCount) this.#runs = this.#runAddresses(rowCount);
    const all = this.#runs;
    this.#blockCalls.runOne(this.#engine.kernels, this.#engine.words(), this.#addresses[block], all);
  }

  /** null, or a sentence about the first overwritten guard. */
  checkGuards(): string | null {
    const words = this.#engine.words();
    return (
      findDamage(words, this.#blocks, this.#blocksBase) ?? findDamage(words, this.#shared, this.#sharedBase)
    );
  }

  /** Idempotent; every other method throws a TypeError afterwards. */
  dispose(): void {
    this.#memory.free();
  }

  get #blocksBase(): number {
    return this.#memory.base;
  }

  get #sharedBase(): number {
    return this.#blocksBase + this.#blocks.lengthBytes;
  }

  get #callsAddress(): number {
    return this.#sharedBase + columnOffset(this.#shared.calls, 0, 0);
  }

  #clear(): void {
    const { blockBenchmarks, benchmarkCount } = this.options;
    const floats = this.#floats;
    const clear = (grid: Grid, base: number, block: number, column: number, value: number): void => {
      const first = (base + columnOffset(grid, block, column)) / 4;
      floats.fill(value, first, first + grid.columnBytes / 4);
    };
    const { inputs, state, anchors } = this.#blocks;
    for (const block of blockBenchmarks.keys()) {
      for (const column of FIELDS.keys()) clear(inputs, this.#blocksBase, block, column, NaN);
      clear(state, this.#blocksBase, block, 0, 0);
      clear(anchors, this.#blocksBase, block, 0, 0);
    }
    for (const column of FIELDS.keys()) clear(this.#shared.inputs, this.#sharedBase, 0, column, NaN);
    for (let benchmark = 0; benchmark <= benchmarkCount; benchmark++) {
      clear(this.#shared.benchmarks, this.#sharedBase, benchmark, 0, NaN);
    }
  }

  #runAddresses(rowCount: number): RunAddresses {
    const { lookback } = this.options;
    return {
      columnStride: this.#shared.outputs.columnStrideBytes,
      rowStride: ROW_BYTES,
      sessions: this.#sharedBase + columnOffset(this.#shared.sessions, 0, 0),
      scratch: this.#sharedBase + columnOffset(this.#shared.scratch, 0, 0),
      levels: this.#sharedBase + columnOffset(this.#shared.levels, 0, 0),
      calls: this.#callsAddress,
      from: lookback,
      averagesFrom: lookback,
      sessionFrom: lookback,
      to: lookback + rowCount,
    };
  }

  #benchmarkAddresses(benchmark: number): number[] {
    return BENCHMARK_COLUMNS.map(
      (_, column) => this.#sharedBase + columnOffset(this.#shared.benchmarks, benchmark, column),
    );
  }

  #blockAddresses(block: number, benchmark: number, task: Task): BlockAddresses {
    const { starts, anchors, state } = this.#blocks;
    const at = (grid: Grid, column: number): number => this.#blocksBase + columnOffset(grid, block, column);
    const [close, change, upper, lower, volume] = FIELDS.map((_, column) => this.#inputOffset(column));
    const [returns, sums, inverses] = this.#benchmarkAddresses(benchmark);
    return {
      starts: at(starts, 0),
      anchors: at(anchors, 0),
      close,
      change,
      upper,
      lower,
      volume,
      returns,
      sums,
      inverses,
      out: this.#sharedBase + columnOffset(this.#shared.outputs, 0, task.firstColumn),
      state: at(state, 0) + task.firstStateRow * ROW_BYTES,
    };
  }

  #inputOffset(column: number): number {
    return this.#sharedBase + columnOffset(this.#shared.inputs, 0, column);
  }

  #keptShape(block: number): KeptShape {
    const before = this.#inputOffset(0) + (this.options.lookback - this.keptRows) * ROW_BYTES;
    return {
      count: FIELDS.length,
      before,
      last: before + this.options.chunkRows * ROW_BYTES,
      stride: this.#shared.inputs.columnStrideBytes,
      kept: this.#blocksBase + columnOffset(this.#blocks.inputs, block, 0),
      keptStride: this.#blocks.inputs.columnStrideBytes,
      bytes: this.keptRows * ROW_BYTES,
    };
  }

  #index(grid: Grid, block: number, column: number): number {
    return (this.#blocksBase + columnOffset(grid, block, column)) / 4;
  }
}

/**
 * Rows before a row that a task's windows read: spans start at multiples of the window's length, so one may start a
 * full length earlier; for windows of windows the lengths add up.
 */
function rowsRead({ spec, params }: Task): number {
  const counts = spec.parameters.filter((parameter) => 'unit' in parameter && parameter.unit === 'bars');
  const lengths = counts.map(({ name }) => params[name] as number);
  return lengths.reduce((sum, length) => sum + length, Number(params['period'] ?? 0));
}
