import { startsDay } from '../program/bar-grid.js';
import type { OwnedMemory } from '../engine/arena.js';
import { makeCall } from '../engine/call.js';
import type { Engine } from '../engine/engine.js';
import {
  columnOffset,
  FIELDS,
  type Grid,
  LANES,
  planSlab,
  REFERENCE_COLUMNS,
  ROW_BYTES,
  type SlabLayout,
} from '../engine/layout.js';
import { fillGuards, findDamage } from '../engine/guards.js';
import type { PriceScale } from '../program/price-scale.js';
import { BlockCalls } from '../program/block-calls.js';
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
  /** Reference of each group of four markets; 0 = none. */
  readonly groupReferences: readonly number[];
  readonly referenceCount: number;
  /** Rows before a block's first that its windows may read. */
  readonly lookback: number;
  readonly blockRows: number;
  readonly indicators: readonly IndicatorRequest[];
}

/** NaN as the bits of a float32. */
const NAN_BITS = 0x7fc00000;

/**
 * The kernels over a history of any length: groups of four markets, a block of rows at a time. All groups share the
 * columns of one, so that these stay in the cache; of each group the last rows are kept for its next block, and the
 * averages go on from their state.
 */
export class HistoryKernels {
  readonly #engine: Engine;
  readonly #options: HistoryKernelsOptions;
  /** State of every group, and the rows of its inputs that are kept. */
  readonly #groups: SlabLayout;
  /** Inputs, outputs and scratch of the one that runs; the references. */
  readonly #shared: SlabLayout;
  readonly #groupsMemory: OwnedMemory;
  readonly #sharedMemory: OwnedMemory;
  readonly #tasks: readonly Task[];
  readonly #blockCalls: BlockCalls;
  readonly #addresses: readonly BlockAddresses[][];
  /** float32 index of row 0 of each input column, first lane; in the order of FIELDS. */
  readonly inputIndices: readonly number[];
  #floats: Float32Array<ArrayBufferLike>;
  #runs: RunAddresses | null = null;
  /** Rows before a block that its windows read; the ones before are never written. */
  readonly keptRows: number;
  readonly outputs: ReadonlyMap<string, Output>;

  constructor(engine: Engine, options: HistoryKernelsOptions) {
    const { groupReferences, referenceCount, lookback, blockRows, indicators } = options;
    this.#engine = engine;
    this.#options = options;
    this.#tasks = planTasks(indicators);
    const steps = planSteps(this.#tasks);
    this.#blockCalls = new BlockCalls(steps);
    this.outputs = planOutputs(this.#tasks);
    this.keptRows = Math.min(lookback, Math.max(1, ...this.#tasks.map(rowsRead)));
    this.#groups = planSlab({
      barCount: this.keptRows,
      mode: 'series',
      blockCount: groupReferences.length,
      referenceCount: 0,
      outputs: [],
      stateRows: this.#tasks.reduce((sum, { program }) => sum + (program.stateRows ?? 0), 0),
      scratchRows: 0,
      callCount: 0,
    });
    this.#shared = planSlab({
      barCount: lookback + blockRows,
      mode: 'series',
      blockCount: 1,
      referenceCount: referenceCount + 1,
      outputs: [...this.outputs.keys()],
      stateRows: 0,
      scratchRows: planScratchRows(this.#tasks),
      callCount: steps.length,
    });
    this.#groupsMemory = engine.arena.allocate(this.#groups.lengthBytes, 'history');
    try {
      this.#sharedMemory = engine.arena.allocate(this.#shared.lengthBytes, 'history');
    } catch (error) {
      this.#groupsMemory.free();
      throw error;
    }
    fillGuards(engine.words(), this.#groups, this.#groupsBase);
    fillGuards(engine.words(), this.#shared, this.#sharedBase);
    this.#addresses = groupReferences.map((reference, group) =>
      this.#tasks.map((task) => this.#blockAddresses(group, reference, task)),
    );
    this.inputIndices = FIELDS.map((_, column) => this.#inputOffset(column) / 4);
    this.#floats = engine.floats();
    this.#clear();
  }

  /** The engine's memory as float32. */
  get floats(): Float32Array<ArrayBufferLike> {
    this.#sharedMemory.check();
    return this.#floats;
  }

  /** To be called before a block: others may have grown the memory. Asking for its buffer at every turn is slow. */
  refresh(): void {
    this.#sharedMemory.check();
    this.#floats = this.#engine.floats();
  }

  /** float32 index of row 0 of an output of the group that ran last, first lane. */
  outputIndex(output: string): number {
    const { column } = this.outputs.get(output) as Output;
    return (this.#sharedBase + columnOffset(this.#shared.outputs, 0, column)) / 4;
  }

  /** Index of row 0 of a reference's returns. */
  returnsIndex(reference: number): number {
    return (this.#sharedBase + columnOffset(this.#shared.references, reference, 0)) / 4;
  }

  /** First row of each market of a group, counted as the rows of the present block; may lie before them. */
  setStarts(group: number, rows: readonly number[]): void {
    const index = this.#index(this.#groups.starts, group, 0);
    // A lane without a market does not keep the others in their warm-up.
    for (let lane = 0; lane < LANES; lane++) {
      this.#floats[index + lane] = lane < rows.length ? rows[lane] : rows[0];
    }
  }

  /** Gives a lane another anchor: its averages go on from what they stand for. Its closes are the caller's. */
  setAnchor(group: number, lane: number, from: PriceScale, to: PriceScale, barsBefore: number): void {
    const floats = this.#floats;
    floats[this.#index(this.#groups.anchors, group, 0) + lane] = to.anchor;
    const state = this.#index(this.#groups.state, group, 0) + lane;
    for (const task of this.#tasks) {
      rebaseState(floats, task, state + task.firstStateRow * LANES, from, to, barsBefore);
    }
  }

  /** Makes the references' last rows those before the next block. */
  moveOn(): void {
    this.#sharedMemory.check();
    const { lookback, blockRows, referenceCount } = this.#options;
    for (let reference = 1; reference <= referenceCount; reference++) {
      const at = (this.returnsIndex(reference) + lookback - this.keptRows) * 4;
      this.#engine.kernels.moveBytes(at, at + blockRows * 4, this.keptRows * 4);
    }
  }

  /** Brings a group's kept rows before the block. */
  restore(group: number): void {
    const { kernels } = this.#engine;
    const { used, kept } = this.#inputStrides;
    const target = this.#inputOffset(0) + (this.#options.lookback - this.keptRows) * ROW_BYTES;
    const source = this.#keptOffset(group);
    kernels.moveColumns(target, used, source, kept, FIELDS.length, this.keptRows * ROW_BYTES);
  }

  /** Keeps the last rows of a group's block. */
  keep(group: number): void {
    const { kernels } = this.#engine;
    const { used, kept } = this.#inputStrides;
    const { lookback, blockRows } = this.#options;
    const source = this.#inputOffset(0) + (lookback + blockRows - this.keptRows) * ROW_BYTES;
    const target = this.#keptOffset(group);
    kernels.moveColumns(target, kept, source, used, FIELDS.length, this.keptRows * ROW_BYTES);
  }

  /** Nothing in all lanes of the block's rows. */
  clearInputs(): void {
    this.#sharedMemory.check();
    const { lookback, blockRows } = this.#options;
    const end = (lookback + blockRows) * LANES;
    for (const index of this.inputIndices) {
      this.#engine.kernels.fillIntegers(index * 4, lookback * LANES, end, NAN_BITS);
    }
  }

  /**
   * What a block's groups share: where days start, and the references' windows. Row `lookback` opens at `firstOpenMs`.
   */
  prepareBlock(firstOpenMs: number, timeframeMs: number, rowCount: number): void {
    const { lookback, referenceCount } = this.#options;
    const floats = this.#floats;
    const sessions = (this.#sharedBase + columnOffset(this.#shared.sessions, 0, 0)) / 4;
    for (let row = 0; row < rowCount; row++) {
      floats[sessions + lookback + row] = startsDay(firstOpenMs + row * timeframeMs, timeframeMs) ? 1 : 0;
    }
    const correlation = this.#tasks.find(({ spec }) => spec.inputs.includes('reference'));
    if (correlation === undefined) return;
    for (let reference = 0; reference <= referenceCount; reference++) {
      const [returns, sums, inverses] = this.#referenceAddresses(reference);
      const period = correlation.params['period'] as number;
      const scratch = this.#sharedBase + columnOffset(this.#shared.scratch, 0, 0);
      const rows = { from: lookback, to: lookback + rowCount, scratch, period };
      const call = { kernel: 'referenceWindow', returns, sums, inverses, ...rows } as const;
      makeCall(this.#engine.kernels, this.#engine.words(), this.#callsAddress, call);
    }
  }

  /** Computes all outputs of a group's rows [lookback, lookback + rowCount). */
  run(group: number, rowCount: number): void {
    this.#sharedMemory.check();
    if (this.#runs?.to !== this.#options.lookback + rowCount) this.#runs = this.#runAddresses(rowCount);
    const all = this.#runs;
    this.#blockCalls.runOne(this.#engine.kernels, this.#engine.words(), this.#addresses[group], all);
  }

  /** null, or a sentence about the first place outside every column that was written to. */
  checkGuards(): string | null {
    const words = this.#engine.words();
    return (
      findDamage(words, this.#groups, this.#groupsBase) ?? findDamage(words, this.#shared, this.#sharedBase)
    );
  }

  /** Twice does nothing; anything else throws a TypeError from then on. */
  dispose(): void {
    this.#groupsMemory.free();
    this.#sharedMemory.free();
  }

  get #groupsBase(): number {
    return this.#groupsMemory.base;
  }

  get #sharedBase(): number {
    return this.#sharedMemory.base;
  }

  get #callsAddress(): number {
    return this.#sharedBase + columnOffset(this.#shared.calls, 0, 0);
  }

  #clear(): void {
    const { groupReferences, referenceCount } = this.#options;
    const floats = this.#floats;
    const clear = (grid: Grid, base: number, group: number, column: number, value: number): void => {
      const first = (base + columnOffset(grid, group, column)) / 4;
      floats.fill(value, first, first + grid.columnBytes / 4);
    };
    const { inputs, state, anchors } = this.#groups;
    for (const group of groupReferences.keys()) {
      for (const column of FIELDS.keys()) clear(inputs, this.#groupsBase, group, column, NaN);
      clear(state, this.#groupsBase, group, 0, 0);
      clear(anchors, this.#groupsBase, group, 0, 0);
    }
    for (const column of FIELDS.keys()) clear(this.#shared.inputs, this.#sharedBase, 0, column, NaN);
    for (let reference = 0; reference <= referenceCount; reference++) {
      clear(this.#shared.references, this.#sharedBase, reference, 0, NaN);
    }
  }

  #runAddresses(rowCount: number): RunAddresses {
    const { lookback } = this.#options;
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

  #referenceAddresses(reference: number): number[] {
    return REFERENCE_COLUMNS.map(
      (_, column) => this.#sharedBase + columnOffset(this.#shared.references, reference, column),
    );
  }

  #blockAddresses(group: number, reference: number, task: Task): BlockAddresses {
    const { starts, anchors, state } = this.#groups;
    const at = (grid: Grid, column: number): number => this.#groupsBase + columnOffset(grid, group, column);
    const [close, change, upper, lower, volume] = FIELDS.map((_, column) => this.#inputOffset(column));
    const [returns, sums, inverses] = this.#referenceAddresses(reference);
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

  #keptOffset(group: number): number {
    return this.#groupsBase + columnOffset(this.#groups.inputs, group, 0);
  }

  /** Bytes from one input column to the next. */
  get #inputStrides(): { readonly used: number; readonly kept: number } {
    return {
      used: this.#shared.inputs.columnStrideBytes,
      kept: this.#groups.inputs.columnStrideBytes,
    };
  }

  #index(grid: Grid, group: number, column: number): number {
    return (this.#groupsBase + columnOffset(grid, group, column)) / 4;
  }
}

/**
 * Rows before a row that a task's windows read: they are cut at multiples of their length, so that one may begin a
 * whole length earlier; a window of windows adds up.
 */
function rowsRead({ spec, params }: Task): number {
  const counts = spec.parameters.filter((parameter) => 'unit' in parameter && parameter.unit === 'bars');
  const lengths = counts.map(({ name }) => params[name] as number);
  return lengths.reduce((sum, length) => sum + length, Number(params['period'] ?? 0));
}
