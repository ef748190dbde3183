import type { HistorySource } from '../history/scan-history.js';
import { ForwardSums } from './controls.js';
import { isAnyUsable } from './events.js';
import type { PriceWindow } from './forward-prices.js';
import { WindowReader } from './forward-prices.js';
import { MarketCells, NO_CELL } from './market-cells.js';
import { forwardOf } from './outcome.js';
import type { FamilyChunk, ScreenFamily } from './screen-family.js';

/** Mean excess of the events per date with events, in chronological order. */
export interface ExcessDates {
  /** Bars of the source's grid. */
  readonly bars: Int32Array;
  readonly values: Float64Array;
}

export interface FamilyDates {
  /** Results of screens [from, to), in order. */
  readonly screens: readonly ExcessDates[];
  /** First bar at which any market may be judged; null if there is none. */
  readonly firstJudgedBar: number | null;
}

/** Bytes per date of a screen. */
export const BYTES_PER_DATE = Int32Array.BYTES_PER_ELEMENT + Float64Array.BYTES_PER_ELEMENT;

/**
 * The results of `findEvents` and `matchEvents` for each screen of a family, collapsed by date, in one pass: the
 * markets' cells and forward returns are computed once per bar for all screens.
 */
export async function familyDates(
  family: ScreenFamily,
  source: HistorySource,
  horizonBars: number,
  from: number,
  to: number,
): Promise<FamilyDates> {
  const matcher = new FamilyMatcher(source, horizonBars, to - from);
  for await (const chunk of family.chunks(source, from, to)) await matcher.add(chunk);
  return matcher.found();
}

class FamilyMatcher {
  readonly #screens: readonly ScreenDates[];
  readonly #cells: MarketCells;
  readonly #sums = new ForwardSums();
  #reader: WindowReader | null = null;
  #firstJudgedBar: number | null = null;

  constructor(
    readonly source: HistorySource,
    readonly horizonBars: number,
    count: number,
  ) {
    const marketCount = source.markets.length;
    this.#screens = Array.from({ length: count }, () => new ScreenDates(marketCount));
    this.#cells = new MarketCells(marketCount);
  }

  async add(chunk: FamilyChunk): Promise<void> {
    this.#findFirst(chunk);
    const { source, horizonBars } = this;
    const firstBar = Math.max(0, chunk.firstBar);
    const endBar = Math.min(source.barCount, chunk.firstBar + chunk.barCount + horizonBars);
    await source.prepare?.(firstBar, endBar);
    this.#reader ??= new WindowReader(source, chunk.stride + horizonBars);
    const moments = new Moments(chunk, this.#reader.read(firstBar, endBar), this.#cells, horizonBars);
    this.#screens.forEach((screen, k) => this.#addScreen(screen, chunk.passes(k), chunk.firstBar, moments));
  }

  found(): FamilyDates {
    return {
      screens: this.#screens.map((screen) => screen.dates()),
      firstJudgedBar: this.#firstJudgedBar,
    };
  }

  #findFirst(chunk: FamilyChunk): void {
    const { length } = this.source.markets;
    for (
      let row = Math.max(0, -chunk.firstBar);
      row < chunk.barCount && this.#firstJudgedBar === null;
      row++
    ) {
      if (isAnyUsable(chunk, row, length)) this.#firstJudgedBar = chunk.firstBar + row;
    }
  }

  #addScreen(screen: ScreenDates, passing: Int32Array, firstBar: number, moments: Moments): void {
    const { length } = this.source.markets;
    for (let i = 0; i < passing.length;) {
      const row = Math.floor(passing[i] / length);
      let end = i + 1;
      while (end < passing.length && passing[end] < (row + 1) * length) end++;
      const beginning = screen.pass(passing.subarray(i, end), row * length, firstBar + row, this.horizonBars);
      if (beginning > 0 && firstBar + row + this.horizonBars < this.source.barCount) {
        this.#addDate(screen, beginning, firstBar + row, moments.at(row));
      }
      i = end;
    }
  }

  #addDate(screen: ScreenDates, beginning: number, bar: number, { cells, forwards }: Moment): void {
    const sums = this.#sums;
    sums.clear();
    for (let market = 0; market < cells.length; market++) {
      if (cells[market] === NO_CELL || screen.hasPassedSince(market, bar - this.horizonBars)) continue;
      if (!Number.isNaN(forwards[market])) sums.add(cells[market], forwards[market]);
    }
    let sum = 0;
    let count = 0;
    for (let i = 0; i < beginning; i++) {
      const market = screen.beginning[i];
      const controls = sums.meanFor(cells[market]);
      if (controls === null || Number.isNaN(forwards[market])) continue;
      sum += forwards[market] - controls;
      count++;
    }
    if (count > 0) screen.append(bar, sum / count);
  }
}

/** Earlier than any bar by more than any possible number of quiet bars. */
const NEVER = -(2 ** 30);

/** The state of one screen during the pass. */
class ScreenDates {
  /** Markets in which an episode starts at the latest bar. */
  readonly beginning: Int32Array;
  readonly #lastPassed: Int32Array;
  #bars = new Int32Array(64);
  #values = new Float64Array(64);
  #length = 0;

  constructor(marketCount: number) {
    this.beginning = new Int32Array(marketCount);
    this.#lastPassed = new Int32Array(marketCount).fill(NEVER);
  }

  /** Adds the passing cells of the row that starts at `firstCell`; returns the number of episodes that start there. */
  pass(cells: Int32Array, firstCell: number, bar: number, quietBars: number): number {
    let count = 0;
    for (const cell of cells) {
      const market = cell - firstCell;
      if (bar - this.#lastPassed[market] > quietBars) this.beginning[count++] = market;
      this.#lastPassed[market] = bar;
    }
    return count;
  }

  hasPassedSince(market: number, bar: number): boolean {
    return this.#lastPassed[market] >= bar;
  }

  append(bar: number, value: number): void {
    if (this.#length === this.#bars.length) this.#grow();
    this.#bars[this.#length] = bar;
    this.#values[this.#length++] = value;
  }

  dates(): ExcessDates {
    return { bars: this.#bars.subarray(0, this.#length), values: this.#values.subarray(0, this.#length) };
  }

  #grow(): void {
    const [bars, values] = [this.#bars, this.#values];
    this.#bars = new Int32Array(2 * bars.length);
    this.#values = new Float64Array(2 * values.length);
    this.#bars.set(bars);
    this.#values.set(values);
  }
}

/** The data of a bar that all screens share. */
interface Moment {
  /** See `MarketCells.at`. */
  readonly cells: Uint8Array;
  /** Forward return of each market; NaN if it cannot be bought. */
  readonly forwards: Float64Array;
}

/** The moments of a chunk, computed on first use. */
class Moments {
  readonly #rows: (Moment | undefined)[] = [];

  constructor(
    readonly chunk: FamilyChunk,
    readonly window: PriceWindow,
    readonly cells: MarketCells,
    readonly horizonBars: number,
  ) {}

  at(row: number): Moment {
    return (this.#rows[row] ??= this.#momentOf(row));
  }

  #momentOf(row: number): Moment {
    const index = this.chunk.firstBar + row - this.window.firstBar;
    const cells = this.cells.at(this.chunk, row);
    const forwards = new Float64Array(cells.length);
    for (let market = 0; market < cells.length; market++) {
      forwards[market] = forwardOf(this.window, market, index, this.horizonBars);
    }
    return { cells, forwards };
  }
}
