import { liveAtr, liveEma, liveRsi, liveTrueRange, liveVwap, liveVwapRolling } from './live-averages';
import { liveBbWidthPercentile, liveBollinger, liveDonchian, liveSma } from './live-bands';
import { liveCorrelation, liveBenchmarkWindow } from './live-correlation';
import { Bar, Task, TASK_BYTES } from './live-task';
import { liveSurgeLong, liveSurgeLongMedian, liveSurgeShort } from './live-volume';

/**
 * The numbers match LIVE_KINDS of src/kernels/live/layout.ts. `lane`: byte offset of the computed lane from the first.
 */
function compute<V>(bar: Bar, task: Task, first: usize, lane: usize): void {
  const block = first + lane;
  switch (task.kind) {
    case 0:
      return liveTrueRange<V>(bar, task, block);
    case 1:
      return liveAtr<V>(bar, task, block);
    case 2:
      return liveRsi<V>(bar, task, block);
    case 3:
      return liveEma<V>(bar, task, block);
    case 4:
      return liveSma<V>(bar, task, block);
    case 5:
      return liveBollinger<V>(bar, task, block);
    case 6:
      return liveBbWidthPercentile<V>(bar, task, block);
    case 7:
      return liveDonchian<V>(bar, task, block);
    case 8:
      return liveVwap<V>(bar, task, block);
    case 9:
      return liveVwapRolling<V>(bar, task, block);
    case 10:
      return liveSurgeShort<V>(bar, task, block);
    case 11:
      return liveSurgeLong<V>(bar, task, block);
    case 12:
      return liveSurgeLongMedian<V>(bar, task, block);
    case 13:
      return liveCorrelation<V>(bar, task, block);
    case 14:
      // Computes a benchmark, not a block; shared by all lanes.
      if (lane == 0) liveBenchmarkWindow(bar, task, first);
      return;
  }
}

/**
 * Runs all tasks for one new bar, block by block, so that data shared by a block's tasks stays in the cache. bar,
 * tasks: see live-task.ts; blocks: the first block, `blockStride` bytes before the next.
 */
export function liveBar(
  bar: usize,
  tasks: usize,
  taskCount: i32,
  blocks: usize,
  blockCount: i32,
  blockStride: usize,
): void {
  const end = tasks + (taskCount as usize) * TASK_BYTES;
  for (let index = 0; index < blockCount; index++) {
    const block = blocks + (index as usize) * blockStride;
    for (let task = tasks; task < end; task += TASK_BYTES) {
      if (ASC_FEATURE_SIMD) compute<v128>(changetype<Bar>(bar), changetype<Task>(task), block, 0);
      else {
        for (let lane: usize = 0; lane < 16; lane += 4) {
          compute<f32>(changetype<Bar>(bar), changetype<Task>(task), block, lane);
        }
      }
    }
  }
}
