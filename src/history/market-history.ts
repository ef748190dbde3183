import { powerOfTwoBelow } from '../kernels/program/price-scale.js';
import type { ColumnCalls } from '../kernels/engine/column-calls.js';
import { KeptColumns } from '../kernels/history/kept-columns.js';
import type { HistoryMemory, MarketAddresses } from './history-memory.js';
import type { ChunkColumns } from './history-columns.js';
import { BAR_FIELDS, KEPT_ROWS, PRICES } from './history-layout.js';
import type { BarColumns, HistoryMarket } from './history-source.js';

/** Row counts of a market's buffers: `lookback` kept rows, followed by the chunk's. */
export interface Rows {
  readonly lookback: number;
  readonly chunk: number;
}

/** One market's candles around the current chunk, and the state carried from chunk to chunk. */
export class MarketHistory {
  readonly addresses: MarketAddresses;
  /** The power of two that scales all of its prices in the slab, set at its first bar; 0 until then. */
  scale = 0;
  /** The zero point of its closes in the slab, in scaled units: the close before the chunk. */
  anchor = 0;
  anchorBefore = 0;
  /** Buffer index of the market's first bar; may be negative. */
  start = 0;
  /** Rows of the chunk that have a bar, as buffer indices. */
  from = 0;
  to = 0;
  /** Whether all rows of the chunk have a bar; the last chunk may have fewer rows. */
  isWhole = false;
  /** Whether the current chunk's bars have been read. */
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

  /** Its metrics and verdicts of the chunk, starting at row 0. */
  get columns(): ChunkColumns {
    return this.#memory.columnsOf(this.index);
  }

  /** Sets which rows of the next chunk have bars; the chunk starts at row `firstRow` of the grid. */
  moveOn(firstRow: number, rowCount: number, gridLead: number): void {
    const { lookback } = this.rows;
    const { firstBar, endBar } = this.source;
    this.start = lookback + firstBar + gridLead - firstRow;
    this.from = Math.max(lookback, Math.min(this.start, lookback + rowCount));
    this.to = Math.max(this.from, Math.min(lookback + endBar + gridLead - firstRow, lookback + rowCount));
    this.isWhole = this.from === lookback && this.to === lookback + rowCount;
    this.isLoaded = false;
  }

  /** Restores the bars kept from before the chunk, as other markets use the same buffers. */
  restore(): void {
    for (const columns of this.#kept) columns.restore();
  }

  /** Saves the last bars of the chunk for the next one. */
  keep(): void {
    for (const columns of this.#kept) columns.keep();
  }

  /** Sets scale and anchor; call after the bars have been read. */
  begin(): void {
    this.isLoaded = true;
    const { close } = this.bars;
    if (this.scale === 0) this.scale = powerOfTwoBelow(close[this.from]);
    this.anchorBefore = this.anchor;
    // Uses only what is known before the chunk's second bar: an anchor from later bars would look ahead.
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
