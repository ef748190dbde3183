import { type Memory, round, ROW } from './lanes.js';
import { smooth } from './smooth.js';
import { rangeOf } from './true-range.js';

/** Below the smallest normal number an average no longer shrinks as it should, but stops somewhere: it is 0 there. */
const SMALLEST_NORMAL = 2 ** -126;

/** The average as it is reported. */
export function settled(average: number): number {
  return average < SMALLEST_NORMAL ? 0 : average;
}

export function atr(
  memory: Memory,
  starts: number,
  change: number,
  upper: number,
  lower: number,
  out: number,
  rowStride: number,
  state: number,
  from: number,
  to: number,
  period: number,
  keep: number,
): void {
  const take = round(1 - keep);
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    let average = from === 0 ? 0 : memory[state / 4 + lane];
    for (let t = from; t < to; t++) {
      const at = lane + t * ROW;
      const range = rangeOf(memory[change / 4 + at], memory[upper / 4 + at], memory[lower / 4 + at]);
      average = smooth(average, range, t - start, period, keep, take);
      memory[(out + t * rowStride) / 4 + lane] = t - start < period ? NaN : settled(average);
    }
    memory[state / 4 + lane] = average;
  }
}
