/**
 * Share of the price: a smaller ATR measures nothing. Averages and channels are known to a millionth of the price or
 * so, so that a distance in such ATRs would be their rounding over the rest of moves long past.
 */
export const SMALLEST_ATR_RATIO = 1e-5;

/** A distance in ATRs; null where the ATR is too small for one. */
export function inAtrs(distance: number, atr: number, price: number): number | null {
  return atr >= SMALLEST_ATR_RATIO * price ? distance / atr : null;
}
