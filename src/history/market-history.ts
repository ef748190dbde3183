import { powerOfTwoBelow } from '../kernels/program/price-scale.js';
import type { ColumnCalls } from '../kernels/engine/column-calls.js';
import { KeptColumns } from '../kernels/history/kept-columns.js';
import type { HistoryMemory, MarketAddresses } from './history-memory.js';
import type { ChunkColumns } from './history-columns.js';
import { BAR_FIELDS, KEPT_ROWS, PRICES } from './history-layout.js';
import type { BarColumns, HistoryMarket } from './history-source.js';

/** Rows of a market's buffers: `lookback` that are kept, then those of the chunk. */
export interface Rows {
  readonly lookback: number;
  readonly chunk: number;
}

/** One market's candles around the present chunk, and what is carried from chunk to chunk. */
export class MarketHistory {
  readonly addresses: MarketAddresses;
  /** Power of two of all its prices in the slab, chosen at its first bar; 0: it has none yet. */
  scale = 0;
  /** What its closes in the slab are measured from, in scaled units: the close before the chunk. */
  anchor = 0;
  anchorBefore = 0;
  /** Index in the buffers of the market's first bar; may lie before them. */
  start = 0;
  /** Rows of the chunk that have a bar, as indices in the buffers. */
  from = 0;
  to = 0;
  /** Whether all rows of the chunk have one; the last chunk may have fewer than others. */
  isWhole = false;
  /** Whether the bars of the present chunk were read. */
  isLoaded = false;
  readonly #memory: HistoryMemory;
  readonly #kept: readonly KeptColumns[];

  constructor(
    readonly source: HistoryMarket,
    readonly index: number,
    readonly rows: Rows,
    memory: HistoryMemory,
    calls: ColumnCalls,
  ) {
    this.#memory = memory;
    this.addresses = memory.addressesOf(index);
    this.#kept = this.#keptColumns(calls);
  }

  get bars(): BarColumns {
    return this.#memory.barsOf(this.index);
  }

  /** See PRICES. */
  get prices(): Float64Array {
    return this.#memory.pricesOf(this.index);
  }

  /** Its metrics and verdicts of the chunk, from row 0 on. */
  get columns(): ChunkColumns {
    return this.#memory.columnsOf(this.index);
  }

  /** Says which rows of the next chunk have bars: row `firstRow` of the grid comes first. */
  moveOn(firstRow: number, rowCount: number, gridLead: number): void {
    const { lookback } = this.rows;
    const { firstBar, endBar } = this.source;
    this.start = lookback + firstBar + gridLead - firstRow;
    this.from = Math.max(lookback, Math.min(this.start, lookback + rowCount));
    this.to = Math.max(this.from, Math.min(lookback + endBar + gridLead - firstRow, lookback + rowCount));
    this.isWhole = this.from === lookback && this.to === lookback + rowCount;
    this.isLoaded = false;
  }

  /** Brings the bars that were kept before the chunk: other markets use the same buffers. */
  restore(): void {
    for (const columns of this.#kept) columns.restore();
  }

  /** Keeps the last bars of the chunk. */
  keep(): void {
    for (const columns of this.#kept) columns.keep();
  }

  /** After the bars were read. */
  begin(): void {
    this.isLoaded = true;
    const { close } = this.bars;
    if (this.scale === 0) this.scale = powerOfTwoBelow(close[this.from]);
    this.anchorBefore = this.anchor;
    // Only what is known before the chunk's second bar: an anchor from later bars would be a look ahead.
    this.anchor = close[this.from > this.start ? this.from - 1 : this.from] / this.scale;
    this.prices[PRICES.scale] = this.scale;
    this.prices[PRICES.anchor] = this.anchor;
  }

  #keptColumns(calls: ColumnCalls): KeptColumns[] {
    const { bars, kept } = this.addresses;
    const { lookback, chunk } = this.rows;
    const { used, kept: keptStride } = this.#memory.barStrides;
    const columns = [
      { count: BAR_FIELDS.length, first: bars[BAR_FIELDS[0]], kept: kept.bars, rows: KEPT_ROWS, rowBytes: 8 },
      { count: 1, first: bars.close, kept: kept.close, rows: lookback, rowBytes: 8 },
      { count: 1, first: bars.filled, kept: kept.filled, rows: KEPT_ROWS, rowBytes: 1 },
    ];
    return columns.map(({ count, first, kept, rows, rowBytes }) => {
      const before = first - rows * rowBytes;
      const last = before + chunk * rowBytes;
      const bytes = rows * rowBytes;
      return new KeptColumns(calls, { count, before, last, stride: used, kept, keptStride, bytes });
    });
  }
}
