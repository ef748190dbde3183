import { type Memory, round, ROW } from './lanes.js';
import { smooth } from './smooth.js';

/** 100·gain/(gain + loss); 50 where nothing moved. move = gain + loss. */
export function strength(gain: number, move: number): number {
  return move === 0 ? 50 : round(round(100 * gain) / move);
}

/**
 * What change an index keeps its value at: a bar that stands still shrinks both averages alike. With one bar to a
 * window there is nothing left of them: no change is that one.
 */
export function standstill(period: number): number {
  return period === 1 ? NaN : 0;
}

export function rsi(
  memory: Memory,
  starts: number,
  change: number,
  out: number,
  rowStride: number,
  state: number,
  from: number,
  to: number,
  period: number,
  keep: number,
): void {
  const take = round(1 - keep);
  const still = standstill(period);
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    let gain = from === 0 ? 0 : memory[state / 4 + lane];
    let move = from === 0 ? 0 : memory[state / 4 + ROW + lane];
    let index = from === 0 ? NaN : memory[state / 4 + 2 * ROW + lane];
    for (let t = from; t < to; t++) {
      const step = memory[change / 4 + lane + t * ROW];
      gain = smooth(gain, step < 0 ? 0 : step, t - start, period, keep, take);
      move = smooth(move, Math.abs(step), t - start, period, keep, take);
      if (step !== still || t - start <= period) index = strength(gain, move);
      if (t - start < period) index = NaN;
      memory[(out + t * rowStride) / 4 + lane] = index;
    }
    memory[state / 4 + lane] = gain;
    memory[state / 4 + ROW + lane] = move;
    memory[state / 4 + 2 * ROW + lane] = index;
  }
}
