import { JUMP_FACTOR } from './candle-limits.js';
import type { CandleColumns } from './candle-series.js';

type Prices = Pick<CandleColumns, 'high' | 'low' | 'close'>;

/** Whether the price moves by JUMP_FACTOR or more inside a bar: a glitch of its high or low. */
export function isWideBar({ high, low }: Prices, bar: number): boolean {
  return high[bar] >= JUMP_FACTOR * low[bar];
}

/** Whether it does so on its way from the close before, and not inside the bar: a glitch, or a unit that changed. */
export function isStepBar(prices: Prices, bar: number): boolean {
  const { high, low, close } = prices;
  const before = close[bar - 1];
  const isFar = high[bar] >= JUMP_FACTOR * before || before >= JUMP_FACTOR * low[bar];
  return isFar && !isWideBar(prices, bar);
}

/** How many of the bars [start, end) jump; what came before them is not looked at. */
export function countJumps(prices: Prices, start: number, end: number): number {
  let count = 0;
  for (let bar = start; bar < end; bar++) {
    if (isWideBar(prices, bar) || (bar > start && isStepBar(prices, bar))) count++;
  }
  return count;
}

/** Highest price of the bars [start, end) over their lowest. */
export function priceRatio({ high, low }: Prices, start: number, end: number): number {
  let highest = 0;
  let lowest = Infinity;
  for (let bar = start; bar < end; bar++) {
    if (high[bar] > highest) highest = high[bar];
    if (low[bar] < lowest) lowest = low[bar];
  }
  return highest / lowest;
}
