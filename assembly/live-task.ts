// Arguments of the kernels for one new bar: plain words in memory, written by src/kernels/live/layout.ts.
// A block of the live slab is one stretch of memory; offsets in it are bytes from its start:
//
//   starts | anchors | benchmark | outputs … | state A | state B | sorted volumes … | close | change | upper | …
//
// In the scalar build a block's address is that of one lane, so every row is read at the lane's offset.

/** One new bar: the same for all blocks. */
@unmanaged
export class Bar {
  /** Place of the first column (close) and the distance to the next one. */
  columns: i32;
  columnStride: i32;
  /** Places of the recurrence state before the bar and after it. */
  before: i32;
  after: i32;
  /** The bar's row. */
  row: i32;
  /** 1 the first time that this row is computed, 0 when its bar was corrected. */
  isNew: i32;
  /** 1 where a UTC day starts. */
  startsDay: i32;
  /** 1 where the plain sums of the session average join their compensated base. */
  folds: i32;
}

/** One row of the catalogue: the same for all blocks. */
@unmanaged
export class Task {
  kind: i32;
  /** Place of the first output row; others follow it. */
  out: i32;
  /** First row of the task's state, in bytes from the state's place. */
  state: i32;
  period: i32;
  window: i32;
  /** Place of the sorted volumes. */
  sorted: i32;
  /** Number of the column that keeps a value for each bar. */
  levels: i32;
  /** Weight of the old average, or the bands' multiplier. */
  weight: f32;
}

/** Bytes of a task. */
export const TASK_BYTES: usize = 64;

/** Numbers of the columns. */
export const CLOSE: i32 = 0;
export const CHANGE: i32 = 1;
export const UPPER: i32 = 2;
export const LOWER: i32 = 3;
export const VOLUME: i32 = 4;
export const RETURNS: i32 = 5;

/** Address of the new bar's row in a column. */
export function now(bar: Bar, block: usize, column: i32): usize {
  return (
    block +
    (bar.columns as usize) +
    (column as usize) * (bar.columnStride as usize) +
    ((bar.row as usize) << 4)
  );
}

/** Address of the row `bars` before. */
export function back(address: usize, bars: i32): usize {
  return address - ((bars as usize) << 4);
}

/** Address of an output row. */
export function output(task: Task, block: usize, index: usize): usize {
  return block + (task.out as usize) + (index << 4);
}
