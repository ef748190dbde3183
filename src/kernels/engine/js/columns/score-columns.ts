import type { Memory } from '../lanes.js';
import { doubles } from './views.js';

export function surgeMixture(
  memory: Memory,
  longAt: number,
  shortAt: number,
  outAt: number,
  from: number,
  to: number,
  longShare: number,
  shortShare: number,
): void {
  const numbers = doubles(memory);
  const [long, short, out] = [longAt / 4, shortAt / 4, outAt / 8];
  for (let t = from; t < to; t++) {
    numbers[out + t] = longShare * memory[long + t] + shortShare * memory[short + t];
  }
}

export function distanceInAtrs(
  memory: Memory,
  priceAt: number,
  edgeAt: number,
  atrAt: number,
  outAt: number,
  from: number,
  to: number,
  least: number,
): void {
  const numbers = doubles(memory);
  for (let t = from; t < to; t++) {
    const range = memory[atrAt / 4 + t];
    const price = numbers[priceAt / 8 + t];
    const distance = price - numbers[edgeAt / 8 + t];
    numbers[outAt / 8 + t] = range >= least * price ? distance / range : NaN;
  }
}

export function saturatedColumn(
  memory: Memory,
  valuesAt: number,
  outAt: number,
  from: number,
  to: number,
  origin: number,
  half: number,
  most: number,
): void {
  const numbers = doubles(memory);
  for (let t = from; t < to; t++) {
    const x = numbers[valuesAt / 8 + t] - origin;
    numbers[outAt / 8 + t] = (most * x) / (Math.abs(x) + half);
  }
}

export function clippedLine(
  memory: Memory,
  valuesAt: number,
  outAt: number,
  from: number,
  to: number,
  base: number,
  slope: number,
  most: number,
): void {
  const numbers = doubles(memory);
  for (let t = from; t < to; t++) {
    const y = base + slope * Math.abs(memory[valuesAt / 4 + t]);
    numbers[outAt / 8 + t] = Math.min(most, Math.max(-most, y));
  }
}

export function weightedMean(
  memory: Memory,
  valuesAt: number,
  stride: number,
  weightsAt: number,
  count: number,
  outAt: number,
  from: number,
  to: number,
): void {
  const numbers = doubles(memory);
  const weights = numbers.subarray(weightsAt / 8, weightsAt / 8 + count);
  for (let t = from; t < to; t++) {
    const first = valuesAt / 8 + t;
    let total = 0;
    for (let i = 0; i < count; i++) {
      const value = numbers[first + (i * stride) / 8];
      if (value === value) total += Math.abs(weights[i]);
    }
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const value = numbers[first + (i * stride) / 8];
      if (value === value) sum += (weights[i] * value) / total;
    }
    numbers[outAt / 8 + t] = total === 0 ? NaN : sum;
  }
}
