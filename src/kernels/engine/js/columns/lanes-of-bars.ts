import { type Memory, ROW } from '../lanes.js';
import { bytes, doubles, integers } from './views.js';

export function moveBytes(memory: Memory, target: number, source: number, length: number): void {
  bytes(memory).copyWithin(target, source, source + length);
}

export function moveColumns(
  memory: Memory,
  target: number,
  targetStride: number,
  source: number,
  sourceStride: number,
  count: number,
  length: number,
): void {
  for (let i = 0; i < count; i++)
    moveBytes(memory, target + i * targetStride, source + i * sourceStride, length);
}

// Lanes are float32: storing into them is the one rounding.

export function packCloses(
  memory: Memory,
  closeAt: number,
  laneAt: number,
  from: number,
  to: number,
  inverse: number,
  anchor: number,
): void {
  const numbers = doubles(memory);
  const [close, lane] = [closeAt / 8, laneAt / 4];
  for (let t = from; t < to; t++) memory[lane + t * ROW] = numbers[close + t] * inverse - anchor;
}

export function packMoves(
  memory: Memory,
  highAt: number,
  lowAt: number,
  closeAt: number,
  volumeAt: number,
  changeLane: number,
  upperLane: number,
  lowerLane: number,
  volumeLane: number,
  from: number,
  to: number,
  inverse: number,
): void {
  const numbers = doubles(memory);
  const [high, low, close, volume] = [highAt / 8, lowAt / 8, closeAt / 8, volumeAt / 8];
  for (let t = from; t < to; t++) {
    const price = numbers[close + t];
    memory[changeLane / 4 + t * ROW] = (price - numbers[close + t - 1]) * inverse;
    memory[upperLane / 4 + t * ROW] = (numbers[high + t] - price) * inverse;
    memory[lowerLane / 4 + t * ROW] = (numbers[low + t] - price) * inverse;
    memory[volumeLane / 4 + t * ROW] = numbers[volume + t];
  }
}

export function packContext(
  memory: Memory,
  highAt: number,
  lowAt: number,
  closeAt: number,
  changeLane: number,
  upperLane: number,
  lowerLane: number,
  from: number,
  to: number,
  factor: number,
  inverse: number,
): void {
  const numbers = doubles(memory);
  const [high, low, close] = [highAt / 8, lowAt / 8, closeAt / 8];
  for (let bar = from; bar < to; bar++) {
    const first = bar * factor;
    let highest = numbers[high + first];
    let lowest = numbers[low + first];
    for (let t = first + 1; t < first + factor; t++) {
      if (numbers[high + t] > highest) highest = numbers[high + t];
      if (numbers[low + t] < lowest) lowest = numbers[low + t];
    }
    const price = numbers[close + first + factor - 1];
    memory[changeLane / 4 + bar * ROW] = (price - numbers[close + first - 1]) * inverse;
    memory[upperLane / 4 + bar * ROW] = (highest - price) * inverse;
    memory[lowerLane / 4 + bar * ROW] = (lowest - price) * inverse;
  }
}

export function unpackColumns(
  memory: Memory,
  table: number,
  count: number,
  lane: number,
  from: number,
  to: number,
): void {
  const numbers = doubles(memory);
  const words = integers(memory);
  const [scale, anchor] = numbers.subarray(table / 8);
  for (let i = 0; i < count; i++) {
    const [source, target, kind] = words.subarray(table / 4 + 4 + i * 3);
    const first = (source + lane) / 4;
    if (kind === 2) {
      for (let t = from; t < to; t++) numbers[target / 8 + t] = (anchor + memory[first + t * ROW]) * scale;
    } else {
      const factor = kind === 1 ? scale : 1;
      for (let t = from; t < to; t++) memory[target / 4 + t] = memory[first + t * ROW] * factor;
    }
  }
}

export function unpackLanes(
  memory: Memory,
  table0: number,
  table1: number,
  table2: number,
  table3: number,
  count: number,
  from: number,
  to: number,
): void {
  const tables = [table0, table1, table2, table3];
  for (const [lane, table] of tables.entries()) unpackColumns(memory, table, count, lane * 4, from, to);
}

export function fillDoubles(memory: Memory, out: number, from: number, to: number, value: number): void {
  doubles(memory).fill(value, out / 8 + from, out / 8 + to);
}

export function fillIntegers(memory: Memory, out: number, from: number, to: number, value: number): void {
  integers(memory).fill(value, out / 4 + from, out / 4 + to);
}

export function fillBytes(memory: Memory, out: number, from: number, to: number, value: number): void {
  bytes(memory).fill(value, out + from, out + to);
}
