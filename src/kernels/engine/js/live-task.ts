import { type Memory, ROW } from './lanes.js';

/** One new bar, as the words at its address say: assembly/live-task.ts. Places are indices of float32 from a block's start. */
export interface Bar {
  readonly columns: number;
  readonly columnStride: number;
  readonly before: number;
  readonly after: number;
  readonly row: number;
  readonly isNew: boolean;
  readonly startsDay: boolean;
  readonly folds: boolean;
}

/** One row of the catalogue. */
export interface Task {
  readonly kind: number;
  readonly out: number;
  readonly state: number;
  readonly period: number;
  readonly window: number;
  readonly sorted: number;
  readonly levels: number;
  readonly weight: number;
}

/** Words of a task. */
export const TASK_WORDS = 16;

/** Numbers of the columns. */
export const CLOSE = 0;
export const CHANGE = 1;
export const UPPER = 2;
export const LOWER = 3;
export const VOLUME = 4;
export const RETURNS = 5;

export function readBar(words: Int32Array, at: number): Bar {
  return {
    columns: words[at] / 4,
    columnStride: words[at + 1] / 4,
    before: words[at + 2] / 4,
    after: words[at + 3] / 4,
    row: words[at + 4],
    isNew: words[at + 5] !== 0,
    startsDay: words[at + 6] !== 0,
    folds: words[at + 7] !== 0,
  };
}

export function readTask(memory: Memory, words: Int32Array, at: number): Task {
  return {
    kind: words[at],
    out: words[at + 1] / 4,
    state: words[at + 2] / 4,
    period: words[at + 3],
    window: words[at + 4],
    sorted: words[at + 5] / 4,
    levels: words[at + 6],
    weight: memory[at + 7],
  };
}

/** Index of the new bar in a column; `lane` is the index of the block's lane. */
export function now(bar: Bar, lane: number, column: number): number {
  return lane + bar.columns + column * bar.columnStride + bar.row * ROW;
}

/** How many bars a lane has before this one; negative before its first. */
export function barsBefore(memory: Memory, bar: Bar, lane: number): number {
  return bar.row - memory[lane];
}
