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

  append(bar: Bar): void {
    if (this.#to === this.#columns[0].length) this.#makeRoom();
    for (const [column, name] of NAMES.entries()) this.#columns[column][this.#to] = bar[name];
    this.#to++;
    if (this.length > this.maxBars) this.#from++;
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

  /** Moves the bars to the front; into columns of twice the size unless a quarter of them is free there. */
  #makeRoom(): void {
    const rows = this.#columns[0].length;
    const grows = this.#from < rows / 4;
    this.#columns = this.#columns.map((column) => {
      const target = grows ? new Float64Array(2 * rows) : column;
      target.set(column.subarray(this.#from, this.#to));
      return target;
    });
    this.#to -= this.#from;
    this.#from = 0;
  }
}
