/** The kernels as functions of addresses (bytes in the shared memory), the same in every engine. */
export interface Kernels {
  /** Ingests candles; intake: see assembly/ingest/given.ts, kernel: see slab/intake.ts. */
  ingest(intake: number, kernel: number, lane: number, count: number): void;
  /** Runs `count` calls of kernels over rows of four markets, in order; see call.ts. */
  run(calls: number, count: number): void;
  /** Runs `count` calls of column kernels for rows [from, to), in order; see column-calls.ts. */
  columns(calls: number, count: number, from: number, to: number): void;
  /** Runs all tasks of a live slab for one new bar; bar, tasks and blocks: see assembly/live-task.ts. */
  liveBar(
    bar: number,
    tasks: number,
    taskCount: number,
    blocks: number,
    blockCount: number,
    blockStride: number,
  ): void;
}
