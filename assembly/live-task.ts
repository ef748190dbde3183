// Arguments of the kernels for one new bar: plain words in memory, written by src/kernels/live/layout.ts.
// A block of the live slab is one contiguous region; offsets are in bytes from its start:
//
//   starts | anchors | benchmark | outputs … | state A | state B | sorted volumes … | close | change | upper | …
//
// In the scalar build a block's address already includes the lane's offset, so every read hits that lane.

/** One new bar: the same for all blocks. */
@unmanaged
export class Bar {
  /** Offset of the first column (close), and the distance to the next one. */
  columns: i32;
  columnStride: i32;
  /** Offsets of the recurrence state before the bar and after it. */
  before: i32;
  after: i32;
  /** The bar's row. */
  row: i32;
  /** 1 when this row is first computed, 0 when its bar is corrected. */
  isNew: i32;
  /** 1 if a UTC day starts here. */
  startsDay: i32;
  /** 1 if the plain sums of the session average are added to their compensated base here. */
  folds: i32;
}

/** One row of the catalogue: the same for all blocks. */
@unmanaged
export class Task {
  kind: i32;
  /** Offset of the first output row; the others follow. */
  out: i32;
  /** First row of the task's state, in bytes from the start of the state. */
  state: i32;
  period: i32;
  window: i32;
  /** Offset of the sorted volumes. */
  sorted: i32;
  /** Number of the column that keeps one value per bar. */
  levels: i32;
  /** Weight of the old average, or the bands' multiplier. */
  weight: f32;
}

/** Bytes per task. */
export const TASK_BYTES: usize = 64;

/** Column numbers. */
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

/** Address of the row `bars` earlier. */
export function back(address: usize, bars: i32): usize {
  return address - ((bars as usize) << 4);
}

/** Address of an output row. */
export function output(task: Task, block: usize, index: usize): usize {
  return block + (task.out as usize) + (index << 4);
}
