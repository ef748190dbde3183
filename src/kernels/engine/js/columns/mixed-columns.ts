import { type Memory, ROW } from '../lanes.js';
import { bytes, doubles } from './views.js';

export function ratioColumns(
  memory: Memory,
  atrAt: number,
  vwapAt: number,
  closeAt: number,
  ratiosAt: number,
  gapsAt: number,
  from: number,
  to: number,
  least: number,
): void {
  const numbers = doubles(memory);
  for (let t = from; t < to; t++) {
    const range = memory[atrAt / 4 + t];
    const price = numbers[closeAt / 8 + t];
    numbers[ratiosAt / 8 + t] = range / price;
    numbers[gapsAt / 8 + t] = range >= least * price ? (price - numbers[vwapAt / 8 + t]) / range : NaN;
  }
}

export function contextRatioColumn(
  memory: Memory,
  laneAt: number,
  closeAt: number,
  outAt: number,
  from: number,
  to: number,
  factor: number,
  scale: number,
  carried: number,
): void {
  const numbers = doubles(memory);
  for (let t = from; t < to; t++) {
    const closed = Math.floor((t + 1) / factor);
    const known = closed > 0 ? memory[laneAt / 4 + (closed - 1) * ROW] * scale : carried;
    numbers[outAt / 8 + t] = known / numbers[closeAt / 8 + t];
  }
}

export function breakoutColumn(
  memory: Memory,
  highAt: number,
  lowAt: number,
  closeAt: number,
  channelHighAt: number,
  channelLowAt: number,
  out: number,
  from: number,
  to: number,
  period: number,
  doubt: number,
): void {
  const numbers = doubles(memory);
  const codes = bytes(memory);
  const [high, low, close] = [highAt / 8, lowAt / 8, closeAt / 8];
  for (let t = from; t < to; t++) {
    const price = numbers[close + t];
    const above = price - numbers[channelHighAt / 8 + t];
    const below = numbers[channelLowAt / 8 + t] - price;
    const near = doubt * price;
    if (above < -near && below < -near) codes[out + t] = 0;
    else if (above > near) codes[out + t] = 1;
    else if (below > near) codes[out + t] = -1;
    else codes[out + t] = exactBreakout(numbers, high + t, low + t, price, period);
  }
}

function exactBreakout(
  numbers: Float64Array<ArrayBufferLike>,
  high: number,
  low: number,
  price: number,
  period: number,
): number {
  let isUp = true;
  let isDown = true;
  for (let back = 1; back <= period; back++) {
    if (numbers[high - back] >= price) isUp = false;
    if (numbers[low - back] <= price) isDown = false;
  }
  return isUp ? 1 : isDown ? -1 : 0;
}
