import { isStepBar, isWideBar } from '../market/jumps.js';
import type { MarketHistory } from './market-history.js';
import { SlidingSum } from './sliding.js';

/** How many bars of each row's window jump, chunk by chunk; the rules of countJumps. */
export class JumpCounts {
  /** Bars that jump inside, and from the one before: a window's first bar has none before it. */
  readonly #wide: SlidingSum;
  readonly #steps: SlidingSum;
  /** Whether a bar has jumped yet. */
  hasJumped = false;

  constructor(windowBars: number) {
    this.#wide = new SlidingSum(windowBars);
    this.#steps = new SlidingSum(Math.max(1, windowBars - 1));
  }

  /** Looks at the chunk's bars. */
  watch({ bars, from, to, start }: MarketHistory): void {
    for (let row = from; row < to && !this.hasJumped; row++) {
      this.hasJumped = isWideBar(bars, row) || (row > start && isStepBar(bars, row));
    }
  }

  /** Counts the chunk's rows, from the market's first on; called once per chunk after the first that jumped. */
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

/** Share of the upper edge; closer than this, a lower edge is lost in float32. */
const LOST = 1e-6;

/**
 * Takes the lower edges that a deep wick leaves no digits of from the bars themselves: rows [from, to) of the chunk.
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
