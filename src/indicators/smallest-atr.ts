/**
 * Share of the price below which an ATR measures nothing. Averages and channels are accurate to about a
 * millionth of the price, so a distance in such ATRs would divide their rounding by the residue of moves long
 * past.
 */
export const SMALLEST_ATR_RATIO = 1e-5;

/** A distance in ATRs; null if the ATR is too small for one. */
export function inAtrs(distance: number, atr: number, price: number): number | null {
  return atr >= SMALLEST_ATR_RATIO * price ? distance / atr : null;
}
