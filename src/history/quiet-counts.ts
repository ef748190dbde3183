import { isSinglePrice } from '../market/quiet-bars.js';
import type { MarketHistory } from './market-history.js';
import { SlidingSum } from './sliding.js';

const SINGLE = 1;
const EMPTY = 2;

/**
 * How many bars of each row's window have a single price, and how many no volume; counted from the first hole on, with
 * what the window holds from before it.
 */
export class QuietCounts {
  /** Kinds of the last bars before the chunk, while nothing is counted. */
  readonly #before: Uint8Array;
  #singles: SlidingSum | null = null;
  #empties: SlidingSum | null = null;

  constructor(readonly windowBars: number) {
    this.#before = new Uint8Array(windowBars);
  }

  /** Looks at the bars of a chunk that has no hole, nor had one before it. */
  watch(market: MarketHistory): void {
    const { from, to } = market;
    const before = this.#before;
    const count = Math.min(to - from, before.length);
    before.copyWithin(0, count);
    for (let row = to - count, at = before.length - count; row < to; row++, at++) {
      before[at] = kindOf(market, row);
    }
  }

  /** Counts the chunk's rows, from the market's first on; called once per chunk from the first hole on. */
  count(market: MarketHistory): { readonly singles: Float64Array; readonly empties: Float64Array } {
    const { from, to } = market;
    this.#singles ??= this.#sumOf(SINGLE);
    this.#empties ??= this.#sumOf(EMPTY);
    const kinds = Uint8Array.from({ length: to - from }, (_, row) => kindOf(market, from + row));
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

function kindOf({ bars }: MarketHistory, row: number): number {
  if (bars.filled[row] === 1) return 0;
  if (isSinglePrice(bars, row)) return SINGLE;
  return bars.volume[row] === 0 ? EMPTY : 0;
}

function valuesOf(kinds: Uint8Array, kind: number): Float64Array {
  return Float64Array.from(kinds, (each) => (each === kind ? 1 : 0));
}
