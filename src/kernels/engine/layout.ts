import { ALIGNMENT } from './arena.js';
import { CALL_BYTES } from './call.js';

/** Bytes per row: four lanes of float32. */
export const ROW_BYTES = 16;

/** Lanes, and thus markets, per block. */
export const LANES = 4;

/** Minimum size of the guard after every column. */
const GUARD_BYTES = 64;

/** Columns whose distance is a multiple of this compete for the same sets of the first-level cache. */
const PAGE = 4096;

/** Input columns of a block, in order; docs/kernels.md describes their contents. */
export const FIELDS = ['close', 'change', 'upper', 'lower', 'volume'] as const;

/** Columns of a benchmark: returns, and what benchmarkWindow computes from them. */
export const BENCHMARK_COLUMNS = ['returns', 'sums', 'inverses'] as const;

/** The fields that are read of a candle: no indicator uses the open. */
const STAGING_COLUMNS = ['high', 'low', 'close', 'volume'] as const;

export interface SlabShape {
  readonly blockCount: number;
  readonly barCount: number;
  readonly benchmarkCount: number;
  /** Names of the output columns of a block, in order. */
  readonly outputs: readonly string[];
  /** latest: one row per output instead of one per bar. */
  readonly mode: 'series' | 'latest';
  /** Maximum number of input bars per bar. @default 1 */
  readonly resampleFactor?: number;
  /** Rows of recurrence state per block. */
  readonly stateRows: number;
  /** Scratch rows for one kernel call. */
  readonly scratchRows: number;
  /** Block calls in memory at a time. */
  readonly callCount: number;
}

/** `groupCount` × `columnNames.length` columns of equal length, each followed by a guard. */
export interface Grid {
  readonly name: string;
  readonly offsetBytes: number;
  readonly groupCount: number;
  readonly columnNames: readonly string[];
  readonly columnBytes: number;
  readonly columnStrideBytes: number;
  readonly groupStrideBytes: number;
}

/** Consecutive grids, with guards between all columns; offsets in bytes from the first guard. */
export interface Layout {
  readonly lengthBytes: number;
}

/** The layout of a slab, in bytes from its start. */
export interface SlabLayout extends Layout {
  /** First row of each lane, as f32; one row per block. */
  readonly starts: Grid;
  /** Anchor of each lane, in scaled units. */
  readonly anchors: Grid;
  /** One f32 per bar: 1 if it starts a UTC day. */
  readonly sessions: Grid;
  readonly benchmarks: Grid;
  readonly inputs: Grid;
  readonly outputs: Grid;
  readonly state: Grid;
  readonly scratch: Grid;
  /** One row per bar, for kernels with an intermediate series. */
  readonly levels: Grid;
  /** Kernel arguments: one call for single use, then the calls of the blocks. */
  readonly calls: Grid;
  /**
   * Input candles of a block's markets, up to one float64 per bar, before they are written to its lanes.
   */
  readonly staging: Grid;
  /** Four float64 per market: lowest and highest price, 1 / scale, anchor. */
  readonly scales: Grid;
  /** Arguments of the kernels that ingest them. */
  readonly intake: Grid;
}

export interface Region {
  readonly name: string;
  readonly offsetBytes: number;
  readonly lengthBytes: number;
}

/** Plans a slab; pure, so every worker computes the same addresses. */
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

/** What threads other than the slab's owner need to compute its blocks. */
export interface WorkspaceLayout extends Layout {
  /** Per ticket: the batch of blocks that it represents. */
  readonly batches: Grid;
  /** Per ticket: the dispatch that computed it. */
  readonly done: Grid;
  /** Benchmark of each block. */
  readonly benchmarks: Grid;
  /** The slab's description as JSON, UTF-8. */
  readonly description: Grid;
  /** Like the slab's, one per thread. */
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

/** Plans the workspace of a pool; pure, so every worker computes the same addresses. */
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

/** Places grids consecutively, the first one after a guard. */
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

/** Every column, ascending; the bytes between columns are guards. Grids may be nested in groups. */
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
