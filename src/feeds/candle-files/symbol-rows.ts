import type { RawCandles } from '../../market/candle-series.js';
import { isPlausibleTimeMs } from '../../market/timeframe.js';

/** Small: a file may name many symbols with one row each. */
const FIRST_CAPACITY = 8;
const COLUMNS = 6;

/**
 * The newest rows of one symbol, in order of arrival, in bounded memory: when the space is full, all but the
 * newest `keep` distinct rows are dropped, at an average cost of O(1) per row.
 */
export class SymbolRows {
  #columns: Float64Array[];
  #length = 0;
  /** Strictly increasing so far, so that dropping only moves the end to the front. */
  #isIncreasing = true;
  readonly #keep: number;

  /** @param keep  rows, > 0; Infinity keeps all. */
  constructor(keep: number) {
    this.#keep = keep;
    this.#columns = makeColumns(Math.min(FIRST_CAPACITY, 2 * keep));
  }

  get length(): number {
    return this.#length;
  }

  append(openTimeMs: number, open: number, high: number, low: number, close: number, volume: number): void {
    const columns = this.#columns;
    if (this.#length === columns[0].length) {
      this.#makeSpace();
      this.append(openTimeMs, open, high, low, close, volume);
      return;
    }
    const at = this.#length++;
    if (at > 0 && !(openTimeMs > columns[0][at - 1])) this.#isIncreasing = false;
    columns[0][at] = openTimeMs;
    columns[1][at] = open;
    columns[2][at] = high;
    columns[3][at] = low;
    columns[4][at] = close;
    columns[5][at] = volume;
  }

  /** A copy of the rows kept. */
  candles(symbol: string): RawCandles {
    const [openTimeMs, open, high, low, close, volume] = this.#columns.map((column) =>
      column.slice(0, this.#length),
    );
    return { symbol, openTimeMs, open, high, low, close, volume };
  }

  #makeSpace(): void {
    // Space for twice as many: each drop then pays for `keep` appends.
    if (this.#length >= 2 * this.#keep) this.#dropOldest();
    else this.#grow();
  }

  #grow(): void {
    const grown = makeColumns(Math.min(2 * this.#columns[0].length, 2 * this.#keep));
    grown.forEach((column, index) => column.set(this.#columns[index]));
    this.#columns = grown;
  }

  #dropOldest(): void {
    const first = this.#length - this.#keep;
    if (this.#isIncreasing && isPlausibleTimeMs(this.#columns[0][this.#length - 1])) {
      for (const column of this.#columns) column.copyWithin(0, first, this.#length);
      this.#length = this.#keep;
      return;
    }
    const kept = this.#newestDifferentRows();
    kept.forEach((row, at) => {
      for (const column of this.#columns) column[at] = column[row];
    });
    this.#length = kept.length;
  }

  /**
   * Row numbers, in order of arrival, of the newest `keep` distinct rows. An invalid time counts as oldest: a
   * few broken timestamps must not push the candles out.
   */
  #newestDifferentRows(): number[] {
    const times = this.#columns[0];
    const ageOf = (row: number) => (isPlausibleTimeMs(times[row]) ? times[row] : 0);
    const byTime = Array.from({ length: this.#length }, (_, row) => row);
    byTime.sort((a, b) => ageOf(b) - ageOf(a) || a - b);
    const kept: number[] = [];
    for (const row of byTime) {
      if (kept.length === this.#keep) break;
      if (kept.length === 0 || !this.#areSame(row, kept[kept.length - 1])) kept.push(row);
    }
    return kept.sort((a, b) => a - b);
  }

  #areSame(row: number, other: number): boolean {
    return this.#columns.every((column) => Object.is(column[row], column[other]));
  }
}

function makeColumns(capacity: number): Float64Array[] {
  return Array.from({ length: COLUMNS }, () => new Float64Array(capacity));
}
