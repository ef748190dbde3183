import type { Memory } from '../lanes.js';
import { doubles } from './views.js';

export function changeColumn(
  memory: Memory,
  closeAt: number,
  outAt: number,
  from: number,
  to: number,
  span: number,
): void {
  const numbers = doubles(memory);
  const [close, out] = [closeAt / 8, outAt / 8];
  for (let t = from; t < to; t++) {
    numbers[out + t] = 100 * (numbers[close + t] / numbers[close + t - span] - 1);
  }
}

export function recentColumns(
  memory: Memory,
  openAt: number,
  closeAt: number,
  volumeAt: number,
  changesAt: number,
  ratiosAt: number,
  from: number,
  to: number,
): void {
  const numbers = doubles(memory);
  const [open, close, volume] = [openAt / 8, closeAt / 8, volumeAt / 8];
  const [changes, ratios] = [changesAt / 8, ratiosAt / 8];
  for (let t = from; t < to; t++) {
    const first = numbers[open + t - 4];
    numbers[changes + t] = (100 * (numbers[close + t] - first)) / first;
    const before = (numbers[volume + t - 4] + numbers[volume + t - 3]) / 2;
    const recent = (numbers[volume + t - 2] + numbers[volume + t - 1] + numbers[volume + t]) / 3;
    numbers[ratios + t] = before > 0 ? recent / before : NaN;
  }
}

export function turnoverColumn(
  memory: Memory,
  highAt: number,
  lowAt: number,
  closeAt: number,
  volumeAt: number,
  outAt: number,
  windowAt: number,
  from: number,
  to: number,
  length: number,
): void {
  const numbers = doubles(memory);
  const [high, low, close, volume] = [highAt / 8, lowAt / 8, closeAt / 8, volumeAt / 8];
  const [out, window] = [outAt / 8, windowAt / 8];
  const values = window + 2;
  const suffixes = values + length;
  let prefix = numbers[window];
  let filled = numbers[window + 1];
  for (let t = from; t < to; t++) {
    if (filled === length) {
      let sum = 0;
      for (let i = length - 1; i >= 0; i -= 2) {
        const value = numbers[values + i];
        numbers[suffixes + i] = sum + value;
        if (i === 0) break;
        sum += value + numbers[values + i - 1];
        numbers[suffixes + i - 1] = sum;
      }
      filled = 0;
      prefix = 0;
    }
    const sum = numbers[high + t] + numbers[low + t] + numbers[close + t];
    const value = numbers[volume + t] * (sum / 3);
    numbers[values + filled] = value;
    // Two rows a step: a window's second, fourth … joins the one before first.
    const isSecond = filled % 2 === 1;
    const added = isSecond ? numbers[values + filled - 1] + value : value;
    filled++;
    numbers[out + t] = numbers[suffixes + filled] + (prefix + added);
    if (isSecond) prefix += added;
  }
  numbers[window] = prefix;
  numbers[window + 1] = filled;
}
