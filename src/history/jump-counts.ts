import { hasJump, isStepBar, isWideBar } from '../market/jumps.js';
import type { MarketHistory } from './market-history.js';
import { SlidingSum } from './sliding.js';

/** Counts the bars of each row's window that jump, chunk by chunk, by the rules of countJumps. */
export class JumpCounts {
  /** Bars that jump within themselves, and bars that jump from their predecessor, which a window's first bar lacks. */
  readonly #wide: SlidingSum;
  readonly #steps: SlidingSum;
  /** Whether any bar so far has jumped. */
  hasJumped = false;

  constructor(windowBars: number) {
    this.#wide = new SlidingSum(windowBars);
    this.#steps = new SlidingSum(Math.max(1, windowBars - 1));
  }

  /** Checks the chunk's bars until the first that jumps. */
  watch({ bars, from, to, start }: MarketHistory): void {
    this.hasJumped ||= hasJump(bars, from, to, from > start);
  }

  /** Counts for each row from the market's first in the chunk; called once per chunk after a bar has jumped. */
  count({ bars, from, to, start }: MarketHistory): Float64Array {
    const wide = new Float64Array(to - from);
    if (!this.hasJumped) return wide;
    const steps = new Float64Array(to - from);
    for (let row = from; row < to; row++) {
      wide[row - from] = isWideBar(bars, row) ? 1 : 0;
      steps[row - from] = row > start && isStepBar(bars, row) ? 1 : 0;
    }
    this.#wide.slide(wide, to - from);
    this.#steps.slide(steps, to - from);
    return wide.map((count, index) => count + steps[index]);
  }
}

/** Fraction of the upper edge below which a lower edge is lost in float32. */
const LOST = 1e-6;

/**
 * Recomputes the lower edges of rows [from, to) from the bars where a deep wick leaves no digits in float32.
 */
export function mendChannel(
  { bars: { low }, columns: { metrics }, rows }: MarketHistory,
  from: number,
  to: number,
  period: number,
): void {
  const { donchianHigh, donchianLow } = metrics;
  for (let row = from; row < to; row++) {
    if (!(donchianLow[row] < LOST * donchianHigh[row])) continue;
    const bar = row + rows.lookback;
    donchianLow[row] = low.subarray(bar - period, bar).reduce((least, price) => Math.min(least, price));
  }
}
