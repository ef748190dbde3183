import { blockStart, type Memory, ratio, round, ROW } from './lanes.js';
import { typicalPrice } from './vwap.js';

export function vwapRolling(
  memory: Memory,
  starts: number,
  close: number,
  upper: number,
  lower: number,
  volume: number,
  out: number,
  rowStride: number,
  scratch: number,
  from: number,
  to: number,
  period: number,
): void {
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    const own = scratch / 4 + lane;
    const amountAt = (s: number): number => memory[volume / 4 + lane + s * ROW];
    const valueAt = (s: number): number => {
      const at = lane + s * ROW;
      const price = typicalPrice(memory[close / 4 + at], memory[upper / 4 + at], memory[lower / 4 + at]);
      return round(price * amountAt(s));
    };
    for (let first = blockStart(from, period); first < to; first += period) {
      let value = 0;
      let traded = 0;
      memory[own + 2 * period * ROW] = 0;
      memory[own + (2 * period + 1) * ROW] = 0;
      for (let i = period - 1; first > 0 && i > 0; i--) {
        value = round(value + valueAt(first - period + i));
        traded = round(traded + amountAt(first - period + i));
        memory[own + 2 * i * ROW] = value;
        memory[own + (2 * i + 1) * ROW] = traded;
      }
      value = 0;
      traded = 0;
      for (let t = first; t < Math.min(first + period, to); t++) {
        value = round(value + valueAt(t));
        traded = round(traded + amountAt(t));
        const suffix = own + 2 * (t - first + 1) * ROW;
        const mean = ratio(round(value + memory[suffix]), round(traded + memory[suffix + ROW]));
        memory[(out + t * rowStride) / 4 + lane] = t - start < period - 1 ? NaN : mean;
      }
    }
  }
}
