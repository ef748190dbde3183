import { JUMP_FACTOR } from './candle-limits.js';
import type { CandleColumns } from './candle-series.js';

type Prices = Pick<CandleColumns, 'high' | 'low' | 'close'>;

/** Whether the price moves by JUMP_FACTOR or more inside a bar: a glitch of its high or low. */
export function isWideBar({ high, low }: Prices, bar: number): boolean {
  return high[bar] >= JUMP_FACTOR * low[bar];
}

/**
 * Whether it does so between the previous close and this bar, and not inside it: a glitch, or a change of
 * unit.
 */
export function isStepBar(prices: Prices, bar: number): boolean {
  const { high, low, close } = prices;
  const before = close[bar - 1];
  const isFar = high[bar] >= JUMP_FACTOR * before || before >= JUMP_FACTOR * low[bar];
  return isFar && !isWideBar(prices, bar);
}

/** How many of the bars [start, end) jump; earlier bars are ignored. */
export function countJumps(prices: Prices, start: number, end: number): number {
  let count = 0;
  for (let bar = start; bar < end; bar++) {
    if (isWideBar(prices, bar) || (bar > start && isStepBar(prices, bar))) count++;
  }
  return count;
}

/** Ratio of the highest to the lowest price of the bars [start, end). */
export function priceRatio({ high, low }: Prices, start: number, end: number): number {
  let highest = 0;
  let lowest = Infinity;
  for (let bar = start; bar < end; bar++) {
    if (high[bar] > highest) highest = high[bar];
    if (low[bar] < lowest) lowest = low[bar];
  }
  return highest / lowest;
}
