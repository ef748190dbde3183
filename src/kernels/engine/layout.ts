import { ALIGNMENT } from './arena.js';
import { CALL_BYTES } from './call.js';

/** Bytes of a row: four lanes of float32. */
export const ROW_BYTES = 16;

/** Lanes, that is markets, of a block. */
export const LANES = 4;

/** At least this much guard follows every column. */
const GUARD_BYTES = 64;

/** Columns whose distance is a multiple of this fight for the same places of the first-level cache. */
const PAGE = 4096;

/** Input columns of a block, in this order; what they hold is written in docs/kernels.md. */
export const FIELDS = ['close', 'change', 'upper', 'lower', 'volume'] as const;

/** Columns of a benchmark: returns, and what benchmarkWindow prepares from them. */
export const BENCHMARK_COLUMNS = ['returns', 'sums', 'inverses'] as const;

/** What is read of a candle: its open is in nothing that is computed. */
const STAGING_COLUMNS = ['high', 'low', 'close', 'volume'] as const;

export interface SlabShape {
  readonly blockCount: number;
  readonly barCount: number;
  readonly benchmarkCount: number;
  /** Names of the output columns of a block, in order. */
  readonly outputs: readonly string[];
  /** latest: one row for each output instead of one for each bar. */
  readonly mode: 'series' | 'latest';
  /** Given bars that become one bar, at the most. @default 1 */
  readonly resampleFactor?: number;
  /** Rows of recurrence state of a block. */
  readonly stateRows: number;
  /** Rows that a kernel may use during one call. */
  readonly scratchRows: number;
  /** Calls of blocks that are written down at a time. */
  readonly callCount: number;
}

/** `groupCount` × `columnNames.length` columns of equal length, a guard after each of them. */
export interface Grid {
  readonly name: string;
  readonly offsetBytes: number;
  readonly groupCount: number;
  readonly columnNames: readonly string[];
  readonly columnBytes: number;
  readonly columnStrideBytes: number;
  readonly groupStrideBytes: number;
}

/** Grids one after another, guards between all their columns; offsets in bytes from the first one's guard. */
export interface Layout {
  readonly lengthBytes: number;
}

/** Where everything lies, in bytes from the start of the slab. */
export interface SlabLayout extends Layout {
  /** First row of each lane, as f32; one row for each block. */
  readonly starts: Grid;
  /** Anchor of each lane, in scaled units. */
  readonly anchors: Grid;
  /** One f32 for each bar: 1 where a UTC day starts. */
  readonly sessions: Grid;
  readonly benchmarks: Grid;
  readonly inputs: Grid;
  readonly outputs: Grid;
  readonly state: Grid;
  readonly scratch: Grid;
  /** A row for each bar, for kernels that need a whole series in between. */
  readonly levels: Grid;
  /** The kernels' arguments: one call for single use, then those of the blocks. */
  readonly calls: Grid;
  /**
   * Candles of the markets of a block as they were given, up to a float64 for each bar, on their way into its lanes.
   */
  readonly staging: Grid;
  /** Four float64 of each of these: lowest and highest price, 1 / scale, anchor. */
  readonly scales: Grid;
  /** The arguments of the kernels that take them in. */
  readonly intake: Grid;
}

export interface Region {
  readonly name: string;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** Plans a slab; pure, so that every worker finds the same addresses. */
export function planSlab(shape: SlabShape): SlabLayout {
  const { blockCount, barCount, benchmarkCount, mode, resampleFactor = 1 } = shape;
  const series = barCount * ROW_BYTES;
  const shared = barCount * 4;
  const { place, lengthBytes } = placer();
  const layout = {
    starts: place('starts', blockCount, ['rows'], ROW_BYTES),
    anchors: place('anchors', blockCount, ['prices'], ROW_BYTES),
    sessions: place('sessions', 1, ['flags'], shared),
    benchmarks: place('benchmarks', benchmarkCount, BENCHMARK_COLUMNS, shared),
    inputs: place('inputs', blockCount, FIELDS, series),
    outputs: place('outputs', blockCount, shape.outputs, mode === 'series' ? series : ROW_BYTES),
    state: place('state', blockCount, ['rows'], shape.stateRows * ROW_BYTES),
    scratch: place('scratch', 1, ['rows'], shape.scratchRows * ROW_BYTES),
    levels: place('levels', 1, ['rows'], series),
    calls: place('calls', 1, ['calls'], (1 + shape.callCount) * CALL_BYTES),
    staging: place('staging', LANES, STAGING_COLUMNS, barCount * resampleFactor * 8),
    scales: place('scales', LANES, ['prices'], 32),
    intake: place('intake', 1, ['call'], 64),
  };
  return { ...layout, lengthBytes: lengthBytes() };
}

/** What threads beside the one that owns the slab need to compute its blocks. */
export interface WorkspaceLayout extends Layout {
  /** For each ticket: the batch of blocks that it stands for. */
  readonly batches: Grid;
  /** For each ticket: the dispatch that has computed it. */
  readonly done: Grid;
  /** Benchmark of each block. */
  readonly benchmarks: Grid;
  /** The slab's description as JSON, UTF-8. */
  readonly description: Grid;
  /** As the slab's, one for each thread. */
  readonly scratch: Grid;
  readonly levels: Grid;
  readonly calls: Grid;
}

export interface WorkspaceShape {
  readonly threadCount: number;
  readonly ticketCount: number;
  readonly blockCount: number;
  readonly descriptionBytes: number;
  readonly scratchRows: number;
  readonly callCount: number;
  readonly barCount: number;
}

/** Plans the workspace of a pool; pure, so that every worker finds the same addresses. */
export function planWorkspace(shape: WorkspaceShape): WorkspaceLayout {
  const { threadCount, ticketCount } = shape;
  const { place, lengthBytes } = placer();
  const layout = {
    batches: place('batches', 1, ['numbers'], ticketCount * 4),
    done: place('done', 1, ['dispatches'], ticketCount * 4),
    benchmarks: place('benchmarks', 1, ['numbers'], shape.blockCount * 4),
    description: place('description', 1, ['bytes'], Math.ceil(shape.descriptionBytes / 4) * 4),
    scratch: place('scratch', threadCount, ['rows'], shape.scratchRows * ROW_BYTES),
    levels: place('levels', threadCount, ['rows'], shape.barCount * ROW_BYTES),
    calls: place('calls', threadCount, ['calls'], shape.callCount * CALL_BYTES),
  };
  return { ...layout, lengthBytes: lengthBytes() };
}

/** Places grids one after another, the first one behind a guard. */
export function placer(): {
  place: (name: string, groups: number, columns: readonly string[], columnBytes: number) => Grid;
  lengthBytes: () => number;
} {
  let end = GUARD_BYTES;
  const place = (name: string, groups: number, columns: readonly string[], columnBytes: number): Grid => {
    const columnStrideBytes = stride(columnBytes + GUARD_BYTES);
    const groupStrideBytes = stride(columns.length * columnStrideBytes);
    const grid = {
      name,
      offsetBytes: end,
      groupCount: groups,
      columnNames: columns,
      columnBytes,
      columnStrideBytes,
      groupStrideBytes,
    };
    end += groups * groupStrideBytes;
    return grid;
  };
  return { place, lengthBytes: () => end };
}

/** Bytes rounded up to whole cache lines, never to a multiple of a page. */
export function stride(bytes: number): number {
  const aligned = Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
  return aligned % PAGE === 0 ? aligned + ALIGNMENT : aligned;
}

/** Start of a column, in bytes from the start of the slab. */
export function columnOffset(grid: Grid, group: number, column: number): number {
  return grid.offsetBytes + group * grid.groupStrideBytes + column * grid.columnStrideBytes;
}

/** Every column, ascending; what lies between two of them is guard. Grids may stand in groups. */
export function* regions(layout: object): Generator<Region> {
  for (const grid of Object.values(layout) as (Grid | Readonly<Record<string, Grid>> | number)[]) {
    if (typeof grid === 'number') continue;
    if (isGrid(grid)) yield* columnsOf(grid);
    else yield* regions(grid);
  }
}

function isGrid(value: Grid | Readonly<Record<string, Grid>>): value is Grid {
  return 'columnNames' in value;
}

function* columnsOf(grid: Grid): Generator<Region> {
  const { name, groupCount, columnNames, columnBytes } = grid;
  for (let group = 0; group < groupCount; group++) {
    for (const [column, columnName] of columnNames.entries()) {
      yield {
        name: `${name}[${group}].${columnName}`,
        offsetBytes: columnOffset(grid, group, column),
        lengthBytes: columnBytes,
      };
    }
  }
}
