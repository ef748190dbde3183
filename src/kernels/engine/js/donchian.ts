import { blockStart, type Memory, round, ROW } from './lanes.js';

export function donchian(
  memory: Memory,
  starts: number,
  close: number,
  upper: number,
  lower: number,
  out: number,
  columnStride: number,
  rowStride: number,
  scratch: number,
  from: number,
  to: number,
  period: number,
): void {
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    const own = scratch / 4 + lane;
    const highAt = (s: number): number =>
      round(memory[close / 4 + lane + s * ROW] + memory[upper / 4 + lane + s * ROW]);
    const lowAt = (s: number): number =>
      round(memory[close / 4 + lane + s * ROW] + memory[lower / 4 + lane + s * ROW]);
    const put = (t: number, highest: number, lowest: number): void => {
      memory[(out + t * rowStride) / 4 + lane] = highest;
      memory[(out + t * rowStride + columnStride) / 4 + lane] = lowest;
    };
    if (from === 0 && to > 0) put(0, NaN, NaN);
    // Windows end at row s and are written to the row after it.
    for (let first = blockStart(Math.max(from - 1, 0), period); first < to - 1; first += period) {
      let high = -Infinity;
      let low = Infinity;
      memory[own + 2 * period * ROW] = high;
      memory[own + (2 * period + 1) * ROW] = low;
      for (let i = period - 1; first > 0 && i > 0; i--) {
        high = higher(highAt(first - period + i), high);
        low = deeper(lowAt(first - period + i), low);
        memory[own + 2 * i * ROW] = high;
        memory[own + (2 * i + 1) * ROW] = low;
      }
      high = -Infinity;
      low = Infinity;
      for (let s = first; s < Math.min(first + period, to - 1); s++) {
        high = higher(highAt(s), high);
        low = deeper(lowAt(s), low);
        const suffix = own + 2 * (s - first + 1) * ROW;
        if (s - start < period - 1) put(s + 1, NaN, NaN);
        else put(s + 1, higher(high, memory[suffix]), deeper(low, memory[suffix + ROW]));
      }
    }
  }
}

function higher(a: number, b: number): number {
  return a < b ? b : a;
}

function deeper(a: number, b: number): number {
  return b < a ? b : a;
}
