import { isSinglePrice } from '../market/quiet-bars.js';
import type { MarketHistory } from './market-history.js';
import { SlidingSum } from './sliding.js';

const SINGLE = 1;
const EMPTY = 2;

/**
 * Counts the bars of each row's window with a single price and those without volume. Counting starts at the first hole
 * and includes the bars of the window before it.
 */
export class QuietCounts {
  /** Kinds of the last bars before counting starts. */
  readonly #before: Uint8Array;
  #singles: SlidingSum | null = null;
  #empties: SlidingSum | null = null;

  constructor(readonly windowBars: number) {
    this.#before = new Uint8Array(windowBars);
  }

  /** Remembers the bars of a chunk if neither it nor any before it has a hole. */
  watch(market: MarketHistory): void {
    const { from, to } = market;
    const before = this.#before;
    const count = Math.min(to - from, before.length);
    before.copyWithin(0, count);
    writeKinds(market, to - count, before.subarray(before.length - count));
  }

  /** Counts for each row from the market's first in the chunk; called once per chunk, starting with the first hole. */
  count(market: MarketHistory): { readonly singles: Float64Array; readonly empties: Float64Array } {
    const { from, to } = market;
    this.#singles ??= this.#sumOf(SINGLE);
    this.#empties ??= this.#sumOf(EMPTY);
    const kinds = new Uint8Array(to - from);
    writeKinds(market, from, kinds);
    const singles = valuesOf(kinds, SINGLE);
    const empties = valuesOf(kinds, EMPTY);
    this.#singles.slide(singles, to - from);
    this.#empties.slide(empties, to - from);
    return { singles, empties };
  }

  #sumOf(kind: number): SlidingSum {
    const sum = new SlidingSum(this.windowBars);
    sum.slide(valuesOf(this.#before, kind), this.windowBars);
    return sum;
  }
}

/** Kinds of the bars from row `first` on, as many as `kinds` has room for. */
function writeKinds({ bars }: MarketHistory, first: number, kinds: Uint8Array): void {
  const { filled, volume } = bars;
  for (let at = 0, row = first; at < kinds.length; at++, row++) {
    const kind = isSinglePrice(bars, row) ? SINGLE : volume[row] === 0 ? EMPTY : 0;
    kinds[at] = filled[row] === 1 ? 0 : kind;
  }
}

function valuesOf(kinds: Uint8Array, kind: number): Float64Array {
  return Float64Array.from(kinds, (each) => (each === kind ? 1 : 0));
}
