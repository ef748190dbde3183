import { FIELDS, LANES, type Region, ROW_BYTES, stride } from '../engine/layout.js';
import { keepWeight } from '../program/program-weights.js';
import type { Task } from '../program/tasks.js';

/** Kinds of the live kernels, numbered as in `compute` of assembly/live-bar.ts. */
const LIVE_KINDS = [
  'trueRange',
  'atr',
  'rsi',
  'ema',
  'sma',
  'bollinger',
  'bbWidthPercentile',
  'donchian',
  'vwap',
  'vwapRolling',
  'surgeShort',
  'surgeLong',
  'surgeLongMedian',
  'btcCorrelation',
  'benchmarkWindow',
] as const;

/** Header rows of a block: first row of each lane, anchors, and the address of the block's benchmark. */
export const HEAD = { starts: 0, anchors: 1, benchmark: 2, rows: 3 } as const;

/** Words of a bar and of a task, in the order of assembly/live-task.ts. */
const BAR_WORDS = 8;
const TASK_WORDS = 16;

/** The sums of a benchmark's window precede its returns. */
export const BENCHMARK_HEAD_BYTES = 64;

const GUARD_BYTES = 64;
const RETURNS = FIELDS.length;

/** A task with its offsets in a block. */
export interface LiveTask {
  readonly task: Task;
  /** Rows of state before this task's. */
  readonly stateRow: number;
}

/** The layout of a live slab. Offsets are in bytes; those within a block are relative to its start. */
export interface LiveLayout {
  readonly rowCount: number;
  /** Rows before a bar that any kernel may read. */
  readonly lookback: number;
  readonly bar: number;
  readonly tasks: number;
  readonly benchmarks: number;
  readonly benchmarkStride: number;
  readonly blocks: number;
  readonly blockStride: number;
  readonly blockCount: number;
  readonly outputs: number;
  readonly outputCount: number;
  readonly states: readonly [number, number];
  readonly stateRows: number;
  readonly sorted: number;
  readonly sortedRows: number;
  readonly columns: number;
  readonly columnStride: number;
  readonly columnCount: number;
  readonly liveTasks: readonly LiveTask[];
  /** Words of each task, then of the task that prepares a benchmark for the correlations. */
  readonly taskWords: Int32Array;
  /** Offset of that last task. */
  readonly windowTask: number;
  readonly regions: readonly Region[];
  readonly lengthBytes: number;
}

export interface LiveShape {
  readonly blockCount: number;
  readonly benchmarkCount: number;
  /** Bars between moves of the last rows to the front. */
  readonly slackBars: number;
}

/** Rows that a bar's windows need: one more than the longest, as the last bar may be corrected. */
function liveLookback(tasks: readonly Task[]): number {
  return Math.max(0, ...tasks.map(({ spec, params }) => spec.lookback(params))) + 2;
}

/** Plans a live slab; pure, like planSlab. */
export function planLive(tasks: readonly Task[], shape: LiveShape): LiveLayout {
  const lookback = liveLookback(tasks);
  const rowCount = lookback + shape.slackBars;
  const regions: Region[] = [];
  let end = GUARD_BYTES;
  const place = (name: string, lengthBytes: number): number => {
    const offsetBytes = end;
    regions.push({ name, offsetBytes, lengthBytes });
    end += stride(lengthBytes + GUARD_BYTES);
    return offsetBytes;
  };
  const bar = place('bar', BAR_WORDS * 4);
  const windowTask = tasks.length * TASK_WORDS;
  const taskTable = place('tasks', (windowTask + TASK_WORDS) * 4);
  const benchmarkBytes = BENCHMARK_HEAD_BYTES + rowCount * 4;
  const benchmarks = end;
  for (let index = 0; index < shape.benchmarkCount; index++) place(`benchmarks[${index}]`, benchmarkBytes);

  const blocks = end;
  const sizes = blockSizes(tasks);
  const columnBytes = rowCount * ROW_BYTES;
  const names = [...FIELDS, 'returns', ...sizes.levels.map((id) => `${id} levels`)];
  let block = { head: 0, outputs: 0, a: 0, b: 0, sorted: 0, columns: 0, end: 0 };
  for (let index = 0; index < shape.blockCount; index++) {
    const head = place(`blocks[${index}].head`, HEAD.rows * ROW_BYTES);
    const outputs = place(`blocks[${index}].outputs`, sizes.outputs * ROW_BYTES);
    const a = place(`blocks[${index}].state A`, sizes.state * ROW_BYTES);
    const b = place(`blocks[${index}].state B`, sizes.state * ROW_BYTES);
    const sorted = place(`blocks[${index}].sorted`, sizes.sorted * ROW_BYTES);
    const columns = names.map((name) => place(`blocks[${index}].${name}`, columnBytes));
    block = { head, outputs, a, b, sorted, columns: columns[0], end };
  }
  const places = {
    outputs: block.outputs - block.head,
    states: [block.a - block.head, block.b - block.head] as const,
    sorted: block.sorted - block.head,
    columns: block.columns - block.head,
  };
  return {
    ...places,
    rowCount,
    lookback,
    bar,
    tasks: taskTable,
    benchmarks,
    benchmarkStride: stride(benchmarkBytes + GUARD_BYTES),
    blocks,
    blockStride: block.end - block.head,
    blockCount: shape.blockCount,
    outputCount: sizes.outputs,
    stateRows: sizes.state,
    sortedRows: sizes.sorted,
    columnStride: stride(columnBytes + GUARD_BYTES),
    columnCount: names.length,
    ...encodeTasks(tasks, places),
    windowTask: taskTable + windowTask * 4,
    regions,
    lengthBytes: end,
  };
}

function kindOf({ spec, params }: Task): (typeof LIVE_KINDS)[number] {
  const isMedian = spec.id === 'surgeLong' && params['average'] === 'median';
  return (isMedian ? 'surgeLongMedian' : spec.id) as (typeof LIVE_KINDS)[number];
}

/** Sorted volumes that a task keeps: those of the bars before the new one in its window. */
function sortedRowsOf(task: Task): number {
  const period = task.params['period'] as number;
  const kind = kindOf(task);
  return kind === 'surgeShort' ? period : kind === 'surgeLongMedian' ? period - 1 : 0;
}

function keepsLevels(task: Task): boolean {
  const kind = kindOf(task);
  return kind === 'bbWidthPercentile' || kind === 'surgeLongMedian';
}

function blockSizes(tasks: readonly Task[]) {
  const sum = (sizeOf: (task: Task) => number): number =>
    tasks.reduce((total, task) => total + sizeOf(task), 0);
  return {
    outputs: sum(({ spec }) => spec.outputs.length),
    state: sum(({ program }) => program.stateRows ?? 0),
    sorted: sum(sortedRowsOf),
    levels: tasks.filter(keepsLevels).map(({ spec }) => spec.id),
  };
}

function encodeTasks(
  tasks: readonly Task[],
  places: { outputs: number; sorted: number },
): Pick<LiveLayout, 'liveTasks' | 'taskWords'> {
  const taskWords = new Int32Array((tasks.length + 1) * TASK_WORDS);
  let stateRow = 0;
  let sortedRow = 0;
  let levels = RETURNS + 1;
  const liveTasks = tasks.map((task, index) => {
    const { params, firstColumn, program } = task;
    const words = taskWords.subarray(index * TASK_WORDS, (index + 1) * TASK_WORDS);
    words[0] = LIVE_KINDS.indexOf(kindOf(task));
    words[1] = places.outputs + firstColumn * ROW_BYTES;
    words[2] = stateRow * ROW_BYTES;
    words[3] = (params['period'] as number | undefined) ?? 0;
    words[4] = (params['window'] as number | undefined) ?? 0;
    words[5] = places.sorted + sortedRow * ROW_BYTES;
    words[6] = keepsLevels(task) ? levels++ : 0;
    new Float32Array(words.buffer, words.byteOffset)[7] = weightOf(task);
    const live = { task, stateRow };
    stateRow += program.stateRows ?? 0;
    sortedRow += sortedRowsOf(task);
    return live;
  });
  const correlation = tasks.find(({ spec }) => spec.inputs.includes('benchmark'));
  taskWords[tasks.length * TASK_WORDS] = LIVE_KINDS.indexOf('benchmarkWindow');
  taskWords[tasks.length * TASK_WORDS + 3] = (correlation?.params['period'] as number | undefined) ?? 0;
  return { liveTasks, taskWords };
}

function weightOf({ spec, params }: Task): number {
  const period = params['period'] as number;
  if (spec.id === 'atr') return keepWeight(params['smoothing'] === 'ema' ? 2 / (period + 1) : 1 / period);
  if (spec.id === 'rsi') return keepWeight(1 / period);
  if (spec.id === 'ema') return keepWeight(2 / (period + 1));
  return (params['multiplier'] as number | undefined) ?? 0;
}

/** float32 index of a block's lane. */
export function laneIndex(layout: LiveLayout, base: number, handle: number): number {
  const block = Math.floor(handle / LANES);
  return (base + layout.blocks + block * layout.blockStride) / 4 + (handle % LANES);
}
