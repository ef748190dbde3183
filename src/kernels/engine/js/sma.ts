import { blockStart, type Memory, round, ROW } from './lanes.js';

/** Suffix sums over the block before `first`, of the distances to the close of row `first`. */
function suffixes(memory: Memory, change: number, scratch: number, first: number, period: number): void {
  let distance = 0;
  let sum = 0;
  memory[scratch + period * ROW] = 0;
  if (first === 0) return;
  for (let i = period - 1; i > 0; i--) {
    distance = round(distance - memory[change + (first - period + i + 1) * ROW]);
    sum = round(sum + distance);
    memory[scratch + i * ROW] = sum;
  }
}

export function sma(
  memory: Memory,
  starts: number,
  close: number,
  change: number,
  out: number,
  rowStride: number,
  scratch: number,
  from: number,
  to: number,
  period: number,
): void {
  const share = round(1 / period);
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    const own = scratch / 4 + lane;
    for (let first = blockStart(from, period); first < to; first += period) {
      suffixes(memory, change / 4 + lane, own, first, period);
      const base = memory[close / 4 + lane + first * ROW];
      let distance = 0;
      let sum = 0;
      for (let t = first; t < Math.min(first + period, to); t++) {
        if (t > first) distance = round(distance + memory[change / 4 + lane + t * ROW]);
        sum = round(sum + distance);
        const mean = round(round(sum + memory[own + (t - first + 1) * ROW]) * share);
        memory[(out + t * rowStride) / 4 + lane] = t - start < period - 1 ? NaN : round(base + mean);
      }
    }
  }
}
