/** What numbers can be those of a candle: far beyond any market, and within what float32 computes with. */

/** Below it a float64 has fewer digits than others. */
export const SMALLEST_PRICE = 2.2250738585072014e-308;

/** Σ volume · price of a day of 1s bars stays a float32. In base currency, contracts or whatever the volume counts. */
export const MAX_VOLUME = 1e30;

/** Highest price of a market's bars ÷ its lowest, at the most. */
export const MAX_PRICE_RATIO = 1e12;

/** A bar in which the price moves by this factor is reported: a glitch, or a unit that changed. */
export const JUMP_FACTOR = 8;

/** Whether a number can be a price. */
export function isPossiblePrice(price: number): boolean {
  return price >= SMALLEST_PRICE && price < Infinity;
}
