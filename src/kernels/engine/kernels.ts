import type { ColumnKernels } from './column-kernels.js';

/** The kernels as functions of addresses (bytes in the shared memory), the same in every engine. */
export interface Kernels extends ColumnKernels {
  priceRange(staged: number, stride: number, result: number, count: number, width: number): void;
  resampleBars(staged: number, stride: number, groups: number, factor: number): void;
  ingestLane(
    staged: number,
    stride: number,
    target: number,
    targetStride: number,
    start: number,
    count: number,
    inverse: number,
    anchor: number,
    width: number,
  ): void;
  ingestBlock(
    staged: number,
    stride: number,
    marketStride: number,
    scales: number,
    scaleStride: number,
    target: number,
    targetStride: number,
    start: number,
    count: number,
    width: number,
  ): void;
  /** Makes `count` calls of kernels over rows of four markets, one after another; what they are: call.ts. */
  run(calls: number, count: number): void;
  /** All tasks of a live slab at one new bar; bar, tasks and blocks: assembly/live-task.ts. */
  liveBar(
    bar: number,
    tasks: number,
    taskCount: number,
    blocks: number,
    blockCount: number,
    blockStride: number,
  ): void;
  /** What a live slab's correlations need of their benchmark at row `t`. */
  liveReference(reference: number, t: number, period: number): void;
}
