import type { CandleColumns } from '../../../market/candle-series.js';

const NAMES = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume', 'tradeCount'] as const;

/** One closed bar; NaN trades = not told. */
export type Bar = { readonly [N in (typeof NAMES)[number]]: number };

const FIRST_ROWS = 64;

/** Bars of one market in growing columns, oldest first; the oldest leave when there are more than `maxBars`. */
export class BarColumns {
  #columns: Float64Array[] = NAMES.map(() => new Float64Array(FIRST_ROWS));
  #from = 0;
  #to = 0;

  constructor(readonly maxBars: number) {}

  get length(): number {
    return this.#to - this.#from;
  }

  get bytes(): number {
    return this.#columns.reduce((sum, column) => sum + column.byteLength, 0);
  }

  bar(index: number): Bar {
    const at = this.#from + index;
    return Object.fromEntries(NAMES.map((name, column) => [name, this.#columns[column][at]])) as Bar;
  }

  openTimeMs(index: number): number {
    return this.#columns[0][this.#from + index];
  }

  /** Adds the given rows of columns, in their order. @param tradeCount  null = not told. */
  append(candles: CandleColumns, tradeCount: Float64Array | null, rows: readonly number[]): void {
    // Of more rows than are kept, the first would only be written to be dropped.
    const kept = rows.length > this.maxBars ? rows.slice(-this.maxBars) : rows;
    this.#makeRoomFor(kept.length);
    for (const [index, name] of NAMES.entries()) {
      const target = this.#columns[index];
      const source = name === 'tradeCount' ? tradeCount : candles[name];
      let at = this.#to;
      if (source === null) target.fill(NaN, at, at + kept.length);
      else for (const row of kept) target[at++] = source[row];
    }
    this.#to += kept.length;
    this.#from = Math.max(this.#from, this.#to - this.maxBars);
  }

  replaceLast(bar: Bar): void {
    for (const [column, name] of NAMES.entries()) this.#columns[column][this.#to - 1] = bar[name];
  }

  /** Copies of the last `count` bars. */
  last(count: number): CandleColumns & { readonly tradeCount: Float64Array } {
    const from = Math.max(this.#from, this.#to - count);
    const [openTimeMs, open, high, low, close, volume, tradeCount] = this.#columns.map((column) =>
      column.slice(from, this.#to),
    );
    return { openTimeMs, open, high, low, close, volume, tradeCount };
  }

  /** Moves the bars that stay to the front, into longer columns while these are short: at most a quarter above `maxBars`. */
  #makeRoomFor(count: number): void {
    const length = this.#columns[0].length;
    if (this.#to + count <= length) return;
    const from = Math.max(this.#from, this.#to + count - this.maxBars);
    const needed = this.#to - from + count;
    const longest = Math.max(FIRST_ROWS, Math.ceil(1.25 * this.maxBars));
    const grows = length < longest && needed > 0.75 * length;
    const size = grows ? Math.min(longest, Math.max(2 * length, needed)) : length;
    this.#columns = this.#columns.map((column) => {
      const target = grows ? new Float64Array(size) : column;
      target.set(column.subarray(from, this.#to));
      return target;
    });
    this.#to -= from;
    this.#from = 0;
  }
}
