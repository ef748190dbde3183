import type { Memory } from '../lanes.js';
import { bytes, doubles, integers } from './views.js';

export function markOutside(
  memory: Memory,
  valuesAt: number,
  failedAt: number,
  missingAt: number,
  from: number,
  to: number,
  lowest: number,
  highest: number,
  failedBit: number,
  missingBit: number,
  kind: number,
): void {
  const words = integers(memory);
  const values = [doubles(memory), memory, words][kind];
  const first = valuesAt / values.BYTES_PER_ELEMENT;
  for (let t = from; t < to; t++) {
    const value = values[first + t];
    if (value !== value) words[missingAt / 4 + t] |= missingBit;
    else if (value < lowest || value > highest) words[failedAt / 4 + t] |= failedBit;
  }
}

export function verdictColumns(
  memory: Memory,
  usable: number,
  failedAt: number,
  missingAt: number,
  passed: number,
  scoreAt: number,
  from: number,
  to: number,
  missingFails: number,
): void {
  const flags = bytes(memory);
  const words = integers(memory);
  const numbers = doubles(memory);
  for (let t = from; t < to; t++) {
    const fails = words[failedAt / 4 + t];
    const lacks = words[missingAt / 4 + t] & ~fails;
    words[missingAt / 4 + t] = lacks;
    const isUsable = flags[usable + t] !== 0;
    if (!isUsable) numbers[scoreAt / 8 + t] = NaN;
    flags[passed + t] = isUsable && fails === 0 && (lacks & missingFails) === 0 ? 1 : 0;
  }
}

export function anyByte(memory: Memory, column: number, from: number, to: number): number {
  const flags = bytes(memory);
  for (let t = from; t < to; t++) if (flags[column + t] !== 0) return 1;
  return 0;
}
