import { type Memory, ratio, round, ROW } from './lanes.js';

/** Rows that are added up plainly before they join the compensated base. */
const CHUNK = 32;

const THIRD = round(1 / 3);

/** (high + low + close) / 3, from the close. */
export function typicalPrice(close: number, upper: number, lower: number): number {
  return round(close + round(round(upper + lower) * THIRD));
}

export function vwap(
  memory: Memory,
  starts: number,
  close: number,
  upper: number,
  lower: number,
  volume: number,
  sessions: number,
  out: number,
  rowStride: number,
  state: number,
  from: number,
  to: number,
): void {
  for (let lane = 0; lane < ROW; lane++) {
    const start = memory[starts / 4 + lane];
    const own = state / 4 + lane;
    const restored = (i: number): number => (from === 0 ? 0 : memory[own + i * ROW]);
    let valueBase = restored(0);
    let valueCarry = restored(1);
    let value = restored(2);
    let volumeBase = restored(3);
    let volumeCarry = restored(4);
    let traded = restored(5);
    for (let t = from; t < to; t++) {
      if (t % CHUNK === 0) {
        const valuePart = round(value - valueCarry);
        const valueSum = round(valueBase + valuePart);
        valueCarry = round(round(valueSum - valueBase) - valuePart);
        valueBase = valueSum;
        value = 0;
        const volumePart = round(traded - volumeCarry);
        const volumeSum = round(volumeBase + volumePart);
        volumeCarry = round(round(volumeSum - volumeBase) - volumePart);
        volumeBase = volumeSum;
        traded = 0;
      }
      if (memory[sessions / 4 + t] !== 0) {
        valueBase = valueCarry = value = 0;
        volumeBase = volumeCarry = traded = 0;
      }
      if (t >= start) {
        const at = lane + t * ROW;
        const amount = memory[volume / 4 + at];
        const price = typicalPrice(memory[close / 4 + at], memory[upper / 4 + at], memory[lower / 4 + at]);
        value = round(value + round(price * amount));
        traded = round(traded + amount);
      }
      memory[(out + t * rowStride) / 4 + lane] = ratio(round(valueBase + value), round(volumeBase + traded));
    }
    memory[own] = valueBase;
    memory[own + ROW] = valueCarry;
    memory[own + 2 * ROW] = value;
    memory[own + 3 * ROW] = volumeBase;
    memory[own + 4 * ROW] = volumeCarry;
    memory[own + 5 * ROW] = traded;
  }
}
