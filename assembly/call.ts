/**
 * The arguments of one kernel call: words in memory, written by src/kernels/engine/call.ts in the same order. Columns
 * are given by the address of row 0 (lanes.ts), of their first lane; rows [from, to) are written. `rowStride` of an
 * output is 16, or 0 if only the last row is wanted. A hot loop reads what it needs into locals first: behind a store,
 * the compiler would read it again.
 */
@unmanaged
export class Call {
  /** Which one: a number of run.ts. */
  kernel: i32;
  /** First row of each lane, as f32, and its anchor. */
  starts: usize;
  anchors: usize;
  close: usize;
  change: usize;
  upper: usize;
  lower: usize;
  volume: usize;
  /**
   * Columns of one f32 a row that all lanes share: the benchmark's, and flags that are not 0 where a session starts.
   */
  returns: usize;
  sums: usize;
  inverses: usize;
  sessions: usize;
  /** From one output column to the next, and from one row of them to the next. */
  columnStride: usize;
  rowStride: usize;
  /** Rows for the time of the call, and one for each bar. */
  scratch: usize;
  levels: usize;
  from: i32;
  to: i32;
  out: usize;
  /** Rows that are read at the start, except at row 0, and written at the end. */
  state: usize;
  period: i32;
  window: i32;
  /** Weight of the old average, or the bands' multiplier. */
  weight: f32;
  // The same of the second and the third row of the catalogue that are computed together.
  secondOut: usize;
  secondState: usize;
  secondPeriod: i32;
  secondWeight: f32;
  thirdOut: usize;
  thirdState: usize;
  thirdPeriod: i32;
  thirdWeight: f32;
}

/** From one call of a list to the next. */
export const CALL_BYTES: usize = 128;
