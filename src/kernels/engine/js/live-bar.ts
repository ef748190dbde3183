import { type Memory, ROW } from './lanes.js';
import { liveAtr, liveEma, liveRsi, liveTrueRange, liveVwap, liveVwapRolling } from './live-averages.js';
import { liveBbWidthPercentile, liveBollinger, liveDonchian, liveSma } from './live-bands.js';
import { liveCorrelation } from './live-correlation.js';
import { type Bar, readBar, readTask, type Task, TASK_WORDS } from './live-task.js';
import { liveSurgeLong, liveSurgeLongMedian, liveSurgeShort } from './live-volume.js';

type Kernel = (memory: Memory, bar: Bar, task: Task, lane: number, reference: number) => void;

/** In the order of LIVE_KINDS (live-layout.ts). */
const KERNELS: readonly Kernel[] = [
  liveTrueRange,
  liveAtr,
  liveRsi,
  liveEma,
  liveSma,
  liveBollinger,
  liveBbWidthPercentile,
  liveDonchian,
  liveVwap,
  liveVwapRolling,
  liveSurgeShort,
  liveSurgeLong,
  liveSurgeLongMedian,
  liveCorrelation,
];

/** Row of a block that holds the address of its reference. */
const REFERENCE_ROW = 2;

export function liveBar(
  memory: Memory,
  barAddress: number,
  taskAddress: number,
  taskCount: number,
  blocks: number,
  blockCount: number,
  blockStride: number,
): void {
  const words = new Int32Array(memory.buffer);
  const bar = readBar(words, barAddress / 4);
  const tasks = Array.from({ length: taskCount }, (_, index) =>
    readTask(memory, words, taskAddress / 4 + index * TASK_WORDS),
  );
  for (let index = 0; index < blockCount; index++) {
    const block = (blocks + index * blockStride) / 4;
    const reference = words[block + REFERENCE_ROW * ROW] / 4;
    for (const task of tasks) {
      const kernel = KERNELS[task.kind];
      for (let lane = 0; lane < ROW; lane++) kernel(memory, bar, task, block + lane, reference);
    }
  }
}
