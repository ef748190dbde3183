import { type Memory, round, ROW } from './lanes.js';
import { tieFloor, widthColumn } from './width-column.js';

export function bbWidthPercentile(
  memory: Memory,
  starts: number,
  anchors: number,
  close: number,
  change: number,
  out: number,
  rowStride: number,
  _scratch: number,
  widths: number,
  from: number,
  to: number,
  period: number,
  multiplier: number,
  window: number,
): void {
  const others = window - 1;
  const firstWidth = Math.max(from - others, 0);
  widthColumn(memory, starts, anchors, close, change, widths, firstWidth, to, period, multiplier);
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    const own = widths / 4 + lane;
    for (let t = from; t < to; t++) {
      const floor = tieFloor(memory[own + t * ROW]);
      let smaller = 0;
      for (let j = Math.max(t - others, 0); j < t; j++) {
        if (memory[own + j * ROW] < floor) smaller++;
      }
      const rank = round(round(100 * smaller) / others);
      memory[(out + t * rowStride) / 4 + lane] = t - start < period - 1 + others ? NaN : rank;
    }
  }
}
