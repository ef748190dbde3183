import { blockStart, type Memory, ratio, round, ROW } from './lanes.js';
import { rollingMedian } from './rolling-median.js';

/** Sums of the last `period` values of one lane of a column, rows [from, to). */
function rollingSum(
  memory: Memory,
  column: number,
  sums: number,
  scratch: number,
  from: number,
  to: number,
  period: number,
): void {
  for (let first = blockStart(from, period); first < to; first += period) {
    let sum = 0;
    memory[scratch + period * ROW] = 0;
    for (let i = period - 1; first > 0 && i > 0; i--) {
      sum = round(sum + memory[column + (first - period + i) * ROW]);
      memory[scratch + i * ROW] = sum;
    }
    sum = 0;
    for (let t = first; t < Math.min(first + period, to); t++) {
      sum = round(sum + memory[column + t * ROW]);
      memory[sums + t * ROW] = round(sum + memory[scratch + (t - first + 1) * ROW]);
    }
  }
}

/** Each row's level as a multiple of the level `period` rows before. */
function growth(
  level: typeof rollingSum,
  memory: Memory,
  starts: number,
  volume: number,
  out: number,
  rowStride: number,
  scratch: number,
  levels: number,
  from: number,
  to: number,
  period: number,
): void {
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    const own = levels / 4 + lane;
    level(memory, volume / 4 + lane, own, scratch / 4 + lane, Math.max(from - period, 0), to, period);
    for (let t = from; t < to; t++) {
      const isDefined = t - start >= 2 * period - 1;
      const surge = isDefined ? ratio(memory[own + t * ROW], memory[own + (t - period) * ROW]) : NaN;
      memory[(out + t * rowStride) / 4 + lane] = surge;
    }
  }
}

export function surgeLong(
  memory: Memory,
  starts: number,
  volume: number,
  out: number,
  rowStride: number,
  scratch: number,
  levels: number,
  from: number,
  to: number,
  period: number,
): void {
  growth(rollingSum, memory, starts, volume, out, rowStride, scratch, levels, from, to, period);
}

/** The same of medians instead of sums. */
export function surgeLongMedian(
  memory: Memory,
  starts: number,
  volume: number,
  out: number,
  rowStride: number,
  scratch: number,
  levels: number,
  from: number,
  to: number,
  period: number,
): void {
  growth(rollingMedian, memory, starts, volume, out, rowStride, scratch, levels, from, to, period);
}
