import { type Memory, round, ROW } from './lanes.js';

/** max(high, previous close) − min(low, previous close), measured from the previous close. */
export function rangeOf(change: number, upper: number, lower: number): number {
  const high = round(change + upper);
  const low = round(change + lower);
  return round((high < 0 ? 0 : high) - (0 < low ? 0 : low));
}

export function trueRange(
  memory: Memory,
  starts: number,
  change: number,
  upper: number,
  lower: number,
  out: number,
  rowStride: number,
  from: number,
  to: number,
): void {
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    for (let t = from; t < to; t++) {
      const at = lane + t * ROW;
      const range = rangeOf(memory[change / 4 + at], memory[upper / 4 + at], memory[lower / 4 + at]);
      memory[(out + t * rowStride) / 4 + lane] = t - start < 1 ? NaN : range;
    }
  }
}
