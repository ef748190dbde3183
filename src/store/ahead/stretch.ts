import type { BarColumns } from '../../history/history-source.js';
import type { BarGrid } from './bar-grid.js';
import type { PartTable } from './part-table.js';

const PRICES_AND_VOLUME = 5;
const WORD = Float64Array.BYTES_PER_ELEMENT;

/** Parameters for starting the thread. */
export interface ThreadStart extends BarGrid {
  readonly markets: readonly ThreadMarket[];
  /** Bars of each market that the memory of a span has room for. */
  readonly barsPerStretch: number;
}

export interface ThreadMarket {
  /** Bars that it has. */
  readonly firstBar: number;
  readonly endBar: number;
  readonly parts: PartTable;
}

/** A request to the thread: bars [firstBar, endBar) of all markets into the memory of a span. */
export interface Asked {
  readonly memory: SharedArrayBuffer;
  readonly firstBar: number;
  readonly endBar: number;
}

/** Its answer. @see Asked */
export interface Answered {
  /** Markets whose bars it could not read. */
  readonly failed: readonly number[];
}

/** Bytes of a span of this many bars of one market. */
export function bytesOfMarket(bars: number): number {
  return PRICES_AND_VOLUME * bars * WORD + Math.ceil(bars / WORD) * WORD;
}

/** A market's columns in the memory of a span. */
export function columnsOf(memory: SharedArrayBuffer, bars: number, market: number): BarColumns {
  const from = market * bytesOfMarket(bars);
  const column = (index: number): Float64Array => new Float64Array(memory, from + index * bars * WORD, bars);
  return {
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
    volume: column(4),
    filled: new Uint8Array(memory, from + PRICES_AND_VOLUME * bars * WORD, bars),
  };
}
