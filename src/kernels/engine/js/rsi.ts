import { type Memory, round, ROW } from './lanes.js';
import { smooth } from './smooth.js';

/** 100·gain/(gain + loss); 50 where nothing moved. move = gain + loss. */
export function strength(gain: number, move: number): number {
  return move === 0 ? 50 : round(round(100 * gain) / move);
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
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    let gain = from === 0 ? 0 : memory[state / 4 + lane];
    let move = from === 0 ? 0 : memory[state / 4 + ROW + lane];
    for (let t = from; t < to; t++) {
      const step = memory[change / 4 + lane + t * ROW];
      gain = smooth(gain, step < 0 ? 0 : step, t - start, period, keep, take);
      move = smooth(move, Math.abs(step), t - start, period, keep, take);
      memory[(out + t * rowStride) / 4 + lane] = t - start < period ? NaN : strength(gain, move);
    }
    memory[state / 4 + lane] = gain;
    memory[state / 4 + ROW + lane] = move;
  }
}
