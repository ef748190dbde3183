/** Plausible numbers for a candle: far beyond any market, and within float32 arithmetic. */

/** Below it a float64 has fewer digits. */
export const SMALLEST_PRICE = 2.2250738585072014e-308;

/**
 * Σ volume · price of a day of 1s bars stays within float32. In base currency, contracts or whatever the
 * volume counts.
 */
export const MAX_VOLUME = 1e30;

/** Maximum ratio of the highest to the lowest price of a market's bars. */
export const MAX_PRICE_RATIO = 1e12;

/** A bar in which the price moves by this factor is reported: a glitch, or a change of unit. */
export const JUMP_FACTOR = 8;

/** Whether a number can be a price. */
export function isPossiblePrice(price: number): boolean {
  return price >= SMALLEST_PRICE && price < Infinity;
}
