import { type Memory, round, ROW } from './lanes.js';
import { smooth } from './smooth.js';

export function ema(
  memory: Memory,
  starts: number,
  close: number,
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
      const count = t - start + 1;
      average = smooth(average, memory[close / 4 + lane + t * ROW], count, period, keep, take);
      memory[(out + t * rowStride) / 4 + lane] = count < period ? NaN : average;
    }
    memory[state / 4 + lane] = average;
  }
}
