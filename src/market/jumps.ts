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

/**
 * Whether any of the bars [first, end) jumps, within itself or from its predecessor. One loop over plain columns, as most
 * markets never jump and a history checks every bar.
 * @param hasPredecessor  whether bar `first` has one
 */
export function hasJump(
  { high, low, close }: Prices,
  first: number,
  end: number,
  hasPredecessor: boolean,
): boolean {
  if (first >= end) return false;
  // A bar's own close lies between its low and high, so that it is never far from itself.
  let before = close[hasPredecessor ? first - 1 : first];
  for (let bar = first; bar < end; bar++) {
    const farAbove = JUMP_FACTOR * low[bar];
    if (high[bar] >= farAbove || high[bar] >= JUMP_FACTOR * before || before >= farAbove) return true;
    before = close[bar];
  }
  return false;
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
