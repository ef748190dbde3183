import type { CandleColumns } from '../../../market/candle-series.js';

const NAMES = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume', 'tradeCount'] as const;

/** One closed bar; NaN trades if unknown. */
export type Bar = { readonly [N in (typeof NAMES)[number]]: number };

/** Extra room beyond the bars kept, so that not every new one moves all others. */
const SPARE = 1 / 8;

/**
 * Bars of one market in columns, oldest first; the oldest are dropped when there are more than `maxBars`.
 * Written values are never overwritten, so that views of them stay valid: changes are made in new columns.
 */
export class BarColumns {
  #columns: Float64Array[] = NAMES.map(() => new Float64Array(0));
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

  /** Adds the given rows of columns, in order. @param tradeCount  null = unknown. */
  append(candles: CandleColumns, tradeCount: Float64Array | null, rows: readonly number[]): void {
    // With more rows than are kept, the first would only be written to be dropped.
    const kept = rows.length > this.maxBars ? rows.slice(-this.maxBars) : rows;
    if (this.#to + kept.length > this.#columns[0].length) this.#moveToNewColumns(kept.length);
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
    const last = this.bar(this.length - 1);
    if (NAMES.every((name) => Object.is(bar[name], last[name]))) return;
    this.#moveToNewColumns(0);
    for (const [column, name] of NAMES.entries()) this.#columns[column][this.#to - 1] = bar[name];
  }

  /** Views of the last `count` bars. */
  last(count: number): CandleColumns & { readonly tradeCount: Float64Array } {
    const from = Math.max(this.#from, this.#to - count);
    const [openTimeMs, open, high, low, close, volume, tradeCount] = this.#columns.map((column) =>
      column.subarray(from, this.#to),
    );
    return { openTimeMs, open, high, low, close, volume, tradeCount };
  }

  /** The bars that stay when `count` more arrive, at the front of columns with room for them. */
  #moveToNewColumns(count: number): void {
    const from = Math.max(this.#from, this.#to + count - this.maxBars);
    const size = Math.ceil((1 + SPARE) * Math.min(this.maxBars, this.#to - from + count));
    this.#columns = this.#columns.map((column) => {
      const target = new Float64Array(size);
      target.set(column.subarray(from, this.#to));
      return target;
    });
    this.#to -= from;
    this.#from = 0;
  }
}
