/**
 * Steps of the grid as fractions of the price's power of ten, coarsest first, and the bonus of a multiple.
 */
const STEPS = [
  [1, 0.3],
  [0.5, 0.2],
  [0.2, 0.15],
  [0.1, 0.1],
  [0.05, 0.05],
] as const;

/** Prices this close to a multiple count as on it. */
const TOLERANCE_ATR = 0.25;
/** A grid finer than this is everywhere: one price in ten would be round by chance. */
const MIN_STEP_ATR = 5;

/**
 * Bonus of a level at a round number, 0…0.3: on a 1-2-5 grid relative to the price's power of ten, so that
 * 65,000 and 0.065 are equally round (60,000 is rounder than both), within a quarter of an ATR. Round refers
 * to written digits: twice a round price need not be round.
 */
export function roundNumberBonus(price: number, atr: number): number {
  const exponent = price.toExponential().split('e')[1];
  const magnitude = Number(`1e${exponent}`);
  for (const [fraction, bonus] of STEPS) {
    const step = fraction * magnitude;
    if (step < MIN_STEP_ATR * atr) return 0;
    const multiple = Math.round(price / step) * step;
    if (Math.abs(price - multiple) <= TOLERANCE_ATR * atr) return bonus;
  }
  return 0;
}
