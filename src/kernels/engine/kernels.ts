/** The kernels as functions of addresses (bytes in the shared memory), the same in every engine. */
export interface Kernels {
  /** Takes candles in; intake: see assembly/ingest/given.ts, kernel: of slab/intake.ts. */
  ingest(intake: number, kernel: number, lane: number, count: number): void;
  /** Makes `count` calls of kernels over rows of four markets, one after another; what they are: call.ts. */
  run(calls: number, count: number): void;
  /** Makes `count` calls of kernels over columns for rows [from, to), one after another; what they are: column-calls.ts. */
  columns(calls: number, count: number, from: number, to: number): void;
  /** All tasks of a live slab at one new bar; bar, tasks and blocks: assembly/live-task.ts. */
  liveBar(
    bar: number,
    tasks: number,
    taskCount: number,
    blocks: number,
    blockCount: number,
    blockStride: number,
  ): void;
}
