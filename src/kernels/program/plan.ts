import {
  columnOffset,
  FIELDS,
  type Grid,
  LANES,
  planSlab,
  BENCHMARK_COLUMNS,
  ROW_BYTES,
} from '../engine/layout.js';
import { CALL_BYTES } from '../engine/call.js';
import type { SlabLayout } from '../engine/layout.js';
import { BlockCalls } from './block-calls.js';
import type { BlockAddresses, RunAddresses } from './programs.js';
import {
  type IndicatorRequest,
  type Output,
  planOutputs,
  planScratchRows,
  planSteps,
  planTasks,
} from './tasks.js';
import type { Task } from './tasks.js';

/** Everything that determines a slab's layout and what is computed; plain data, so it can be sent to threads. */
export interface SlabDescription {
  readonly blockCount: number;
  readonly barCount: number;
  /** Number of benchmarks, including the one that represents none. */
  readonly benchmarkCount: number;
  readonly indicators: readonly IndicatorRequest[];
  readonly mode: 'series' | 'latest';
  /** Maximum number of input bars per bar. */
  readonly resampleFactor: number;
}

export interface SlabPlan {
  readonly description: SlabDescription;
  readonly tasks: readonly Task[];
  readonly blockCalls: BlockCalls;
  readonly outputs: ReadonlyMap<string, Output>;
  readonly layout: SlabLayout;
  readonly scratchRows: number;
  /** Calls per block. */
  readonly callCount: number;
}

/**
 * Plans a slab; pure, so every thread computes the same addresses and makes the same calls.
 * @throws {RangeError} an indicator or a parameter that does not exist or is out of range.
 */
export function planDescription(description: SlabDescription): SlabPlan {
  const tasks = planTasks(description.indicators);
  const outputs = planOutputs(tasks);
  const scratchRows = planScratchRows(tasks);
  const steps = planSteps(tasks);
  const layout = planSlab({
    ...description,
    outputs: [...outputs.keys()],
    stateRows: tasks.reduce((sum, task) => sum + (task.program.stateRows ?? 0), 0),
    scratchRows,
    callCount: description.blockCount * steps.length,
  });
  const blockCalls = new BlockCalls(steps);
  return { description, tasks, blockCalls, outputs, layout, scratchRows, callCount: steps.length };
}

/** Addresses of a block, one entry per task. @param base address of the slab, bytes. */
export function blockAddresses(
  { layout, tasks }: SlabPlan,
  base: number,
  block: number,
  benchmark: number,
): BlockAddresses[] {
  const at = (grid: Grid, group: number, column: number): number => base + columnOffset(grid, group, column);
  const [close, change, upper, lower, volume] = FIELDS.map((_, column) => at(layout.inputs, block, column));
  const [returns, sums, inverses] = BENCHMARK_COLUMNS.map((_, column) =>
    at(layout.benchmarks, benchmark, column),
  );
  return tasks.map(({ firstColumn, firstStateRow }) => ({
    starts: at(layout.starts, block, 0),
    anchors: at(layout.anchors, block, 0),
    close,
    change,
    upper,
    lower,
    volume,
    returns,
    sums,
    inverses,
    out: at(layout.outputs, block, firstColumn),
    state: at(layout.state, block, 0) + firstStateRow * ROW_BYTES,
  }));
}

/** Memory that one thread writes to while it computes a block, addresses in bytes. */
export interface Workroom {
  readonly scratch: number;
  readonly levels: number;
  /** Where the calls of blocks are written. */
  readonly calls: number;
}

/** The slab's workroom, for the thread that owns the slab. */
export function ownWorkroom({ layout }: SlabPlan, base: number): Workroom {
  return {
    scratch: base + columnOffset(layout.scratch, 0, 0),
    levels: base + columnOffset(layout.levels, 0, 0),
    calls: base + columnOffset(layout.calls, 0, 0) + CALL_BYTES,
  };
}

/** @param sessionFrom first row of the session average: a row where a session starts, or 0. */
export function runAddresses(
  { layout, description: { barCount, mode } }: SlabPlan,
  base: number,
  sessionFrom: number,
  workroom: Workroom,
): RunAddresses {
  return {
    columnStride: layout.outputs.columnStrideBytes,
    rowStride: mode === 'series' ? LANES * 4 : 0,
    sessions: base + columnOffset(layout.sessions, 0, 0),
    ...workroom,
    from: mode === 'series' ? 0 : barCount - 1,
    averagesFrom: 0,
    sessionFrom,
    to: barCount,
  };
}
