import type { PegBand } from '../market/peg.js';
import { bandMinBars, isTraded, isWithinBand, PEG_PRICES } from '../market/peg.js';
import type { MarketHistory } from './market-history.js';

/** The columns of bars that this check reads; bars are numbered from the market's first. */
interface Bars {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

const COLUMNS = ['high', 'low', 'close', 'volume'] as const;

/** Finds the bars at which a market has stayed within a band around some price for its whole window. */
export class AnyPegWatch {
  readonly #windowBars: number;
  readonly #leastBars: number;
  /** The newest bar known to lie too far from a later one; −1 = none. No window that holds it is a peg. */
  #outside = -1;
  /** The bars before the chunk that a window without `#outside` may hold, and the number of the first. */
  #kept: Bars = noBars();
  #keptFirst = 0;

  /** @param windowBars  at least as many as a peg within the band requires */
  constructor(
    windowBars: number,
    timeframeMs: number,
    readonly band: PegBand,
  ) {
    this.#windowBars = windowBars;
    this.#leastBars = bandMinBars(band, timeframeMs);
  }

  /**
   * Most prices move: once a price is too far from a later one, all windows that hold both are skipped.
   * @returns whether a row was marked
   */
  mark({ bars, from, to, start, rows }: MarketHistory, isPegged: Uint8Array): boolean {
    if (from === to) return false;
    const first = from - start;
    const end = to - start;
    const view = new JoinedBars(this.#kept, this.#keptFirst, bars, first, start);
    let isAnyPegged = false;
    let bar = Math.max(first, this.#firstToLookAt());
    while (bar < end) {
      this.#lookBack(view, bar, this.#startOf(bar));
      if (this.#outside >= this.#startOf(bar)) bar = this.#firstToLookAt();
      else {
        const { next, isMarked } = this.#markRun(view, bar, end, isPegged, start - rows.lookback);
        isAnyPegged ||= isMarked;
        bar = next;
      }
    }
    this.#lookBack(view, end - 1, Math.max(this.#outside + 1, this.#startOf(end - 1)));
    this.#keptFirst = Math.max(this.#outside + 1, end - this.#windowBars, 0);
    this.#kept = view.slice(this.#keptFirst, end);
    return isAnyPegged;
  }

  #startOf(bar: number): number {
    return Math.max(0, bar - this.#windowBars + 1);
  }

  /** The first bar whose window is long enough and does not hold `#outside`. */
  #firstToLookAt(): number {
    return this.#outside < 0 ? this.#leastBars - 1 : this.#outside + this.#windowBars;
  }

  /** Moves `#outside` to the newest bar of [first, bar] that lies too far from a later one, if any does. */
  #lookBack(view: JoinedBars, bar: number, first: number): { highest: number; lowest: number } {
    const { first: firstOfChunk, start, chunk, kept, keptFirst } = view;
    let highest = 0;
    let lowest = Infinity;
    // Written out for speed: it runs for every market and window of a history.
    let { high, low } = chunk;
    let offset = start;
    for (let at = bar; at >= first; at--) {
      if (at === firstOfChunk - 1) {
        ({ high, low } = kept);
        offset = -keptFirst;
      }
      if (high[at + offset] > highest) highest = high[at + offset];
      if (low[at + offset] < lowest) lowest = low[at + offset];
      if (isWithinBand(highest, lowest, this.band)) continue;
      this.#outside = at;
      break;
    }
    return { highest, lowest };
  }

  /** Judges bars from one whose window lies within the band up to the first whose window does not. */
  #markRun(
    view: JoinedBars,
    from: number,
    end: number,
    isPegged: Uint8Array,
    rowOfFirst: number,
  ): { next: number; isMarked: boolean } {
    const prices = new NewestPrices();
    let traded = 0;
    for (let at = this.#startOf(from); at < from; at++) {
      prices.see(view.of('close', at), at);
      if (view.of('volume', at) > 0) traded++;
    }
    // These may include bars older than the window: while all of them lie within the band, so does the window.
    let [highest, lowest] = [Infinity, 0];
    let isMarked = false;
    for (let bar = from; bar < end; bar++) {
      const windowStart = this.#startOf(bar);
      highest = Math.max(highest, view.of('high', bar));
      lowest = Math.min(lowest, view.of('low', bar));
      if (!isWithinBand(highest, lowest, this.band)) {
        ({ highest, lowest } = this.#lookBack(view, bar, windowStart));
        if (this.#outside >= windowStart) return { next: this.#firstToLookAt(), isMarked };
      }
      prices.see(view.of('close', bar), bar);
      if (view.of('volume', bar) > 0) traded++;
      if (bar > from && windowStart > 0 && view.of('volume', windowStart - 1) > 0) traded--;
      if (isTraded(traded, bar - windowStart + 1) && prices.areSeveral(windowStart)) {
        isPegged[bar + rowOfFirst] = 1;
        isMarked = true;
      }
    }
    return { next: end, isMarked };
  }
}

/** The kept bars followed by the chunk's. */
class JoinedBars {
  constructor(
    readonly kept: Bars,
    readonly keptFirst: number,
    readonly chunk: Bars,
    /** The chunk's first bar. */
    readonly first: number,
    /** Index of the market's bar 0 in the chunk's columns. */
    readonly start: number,
  ) {}

  of(column: keyof Bars, bar: number): number {
    return bar < this.first ? this.kept[column][bar - this.keptFirst] : this.chunk[column][bar + this.start];
  }

  /** A copy of the bars [first, end). */
  slice(first: number, end: number): Bars {
    const sliced = noBars(end - first);
    const fromChunk = Math.max(first, this.first);
    for (const column of COLUMNS) {
      if (first < fromChunk) {
        sliced[column].set(this.kept[column].subarray(first - this.keptFirst, fromChunk - this.keptFirst));
      }
      const rows = this.chunk[column].subarray(fromChunk + this.start, end + this.start);
      sliced[column].set(rows, fromChunk - first);
    }
    return sliced;
  }
}

function noBars(count = 0): Bars {
  const column = (): Float64Array => new Float64Array(count);
  return { high: column(), low: column(), close: column(), volume: column() };
}

/** The last few distinct prices, and the bar at which each was last seen. */
class NewestPrices {
  /** Newest first. */
  readonly #seen: { readonly price: number; at: number }[] = [];

  see(price: number, at: number): void {
    const known = this.#seen.findIndex((each) => each.price === price);
    if (known === 0) this.#seen[0].at = at;
    else {
      if (known > 0) this.#seen.splice(known, 1);
      this.#seen.unshift({ price, at });
      this.#seen.length = Math.min(this.#seen.length, PEG_PRICES);
    }
  }

  /** Whether enough distinct prices for a peg have been seen since bar `first`. */
  areSeveral(first: number): boolean {
    return this.#seen.length === PEG_PRICES && this.#seen[PEG_PRICES - 1].at >= first;
  }
}
