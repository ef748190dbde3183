import type { CandleColumns } from '../../market/candle-series.js';

/** Candles of one market as rows of any kind: any order, any float64, NaN where a value is absent. */
export interface CandleRows extends CandleColumns {
  /** Whatever the owner notes of each row (filled, provisional …). @default all 0 */
  readonly flags?: Uint8Array;
}

/** The integers that candles are kept as, all markets of a block one after the other. */
export const PLANES = ['openTimeMs', 'open', 'close', 'high', 'low', 'volume', 'flags'] as const;

export type Planes = Readonly<Record<(typeof PLANES)[number], Float64Array>>;

/** Those that are written after `zigzag`. */
export const SIGNED_PLANES: ReadonlySet<string> = new Set(['openTimeMs', 'open', 'close']);

/** One plane has a byte for each row, so that a number of rows can be compared with the bytes that are there. */
export const LEAST_BYTES = {
  openTimeMs: 0,
  open: 1,
  close: 0,
  high: 0,
  low: 0,
  volume: 0,
  flags: 0,
} as const;

/** The float64 values, in this order, of a row that is kept in full. */
export const ODD_ROW_COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;

/** How one market's numbers are kept; decimals, or −1 for float64 as they are. */
export interface MarketShape {
  readonly rows: number;
  readonly priceDecimals: number;
  readonly volumeDecimals: number;
}

/** Rows of a block at the most: what a damaged count can cost. */
export const MOST_ROWS = 2 ** 22;
