/**
 * The arguments of one kernel call: words in memory, written by src/kernels/engine/call.ts in the same order. A column
 * is passed as the address of row 0 (lanes.ts) of its first lane; rows [from, to) are written. An output's `rowStride`
 * is 16, or 0 to keep only the last row. A hot loop first reads what it needs into locals: after a store, the compiler
 * would reload it.
 */
@unmanaged
export class Call {
  /** Kernel number, from run.ts. */
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
   * Columns with one f32 per row, shared by all lanes: the benchmark's, and flags that are nonzero at session starts.
   */
  returns: usize;
  sums: usize;
  inverses: usize;
  sessions: usize;
  /** Distance between output columns, and between their rows. */
  columnStride: usize;
  rowStride: usize;
  /** Scratch rows for the duration of the call, and one row per bar. */
  scratch: usize;
  levels: usize;
  from: i32;
  to: i32;
  out: usize;
  /** Recurrence state: read at the start unless `from` is 0, written at the end. */
  state: usize;
  period: i32;
  window: i32;
  /** Weight of the old average, or the bands' multiplier. */
  weight: f32;
  // The same for the second and third catalogue rows of a fused kernel.
  secondOut: usize;
  secondState: usize;
  secondPeriod: i32;
  secondWeight: f32;
  thirdOut: usize;
  thirdState: usize;
  thirdPeriod: i32;
  thirdWeight: f32;
}

/** Distance between the calls of a list. */
export const CALL_BYTES: usize = 128;
