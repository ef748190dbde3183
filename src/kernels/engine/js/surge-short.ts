import { type Memory, ratio, ROW } from './lanes.js';
import { rollingMedian } from './rolling-median.js';

function surges(
  memory: Memory,
  hasMedian: boolean,
  starts: number,
  volume: number,
  out: number,
  columnStride: number,
  rowStride: number,
  scratch: number,
  medians: number,
  from: number,
  to: number,
  period: number,
): void {
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    const volumes = volume / 4 + lane;
    const own = medians / 4 + lane;
    rollingMedian(memory, volumes, own, scratch / 4 + lane, Math.max(from - 1, 0), to - 1, period);
    for (let t = from; t < to; t++) {
      const isDefined = t - start >= period;
      const before = isDefined ? memory[own + (t - 1) * ROW] : NaN;
      const target = (out + t * rowStride) / 4 + lane;
      if (hasMedian) memory[target] = before;
      memory[hasMedian ? target + columnStride / 4 : target] = isDefined
        ? ratio(memory[volumes + t * ROW], before)
        : NaN;
    }
  }
}

export function surgeShort(
  memory: Memory,
  starts: number,
  volume: number,
  out: number,
  columnStride: number,
  rowStride: number,
  scratch: number,
  medians: number,
  from: number,
  to: number,
  period: number,
): void {
  surges(memory, true, starts, volume, out, columnStride, rowStride, scratch, medians, from, to, period);
}

/** The surge alone, in the first column. */
export function surgeShortRatio(
  memory: Memory,
  starts: number,
  volume: number,
  out: number,
  columnStride: number,
  rowStride: number,
  scratch: number,
  medians: number,
  from: number,
  to: number,
  period: number,
): void {
  surges(memory, false, starts, volume, out, columnStride, rowStride, scratch, medians, from, to, period);
}
