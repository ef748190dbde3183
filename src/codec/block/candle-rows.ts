import type { CandleColumns } from '../../market/candle-series.js';

/** Candles of one market as arbitrary rows: any order, any float64, NaN for an absent value. */
export interface CandleRows extends CandleColumns {
  /** Flags set by the owner for each row (filled, provisional …). @default all 0 */
  readonly flags?: Uint8Array;
}

/** The integers that candles are stored as, for all markets of a block in turn. */
export const PLANES = ['openTimeMs', 'open', 'close', 'high', 'low', 'volume', 'flags'] as const;

export type Planes = Readonly<Record<(typeof PLANES)[number], Float64Array>>;

/** Those written after `zigzag`. */
export const SIGNED_PLANES: ReadonlySet<string> = new Set(['openTimeMs', 'open', 'close']);

/**
 * One plane has a byte for each row, so that the number of rows can be checked against the bytes available.
 */
export const LEAST_BYTES = {
  openTimeMs: 0,
  open: 1,
  close: 0,
  high: 0,
  low: 0,
  volume: 0,
  flags: 0,
} as const;

/** The float64 values, in this order, of a row that is stored in full. */
export const ODD_ROW_COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Encoding of one market's numbers; decimals, or −1 for plain float64. */
export interface MarketShape {
  readonly rows: number;
  readonly priceDecimals: number;
  readonly volumeDecimals: number;
}

/** Maximum rows of a block: bounds the cost of a damaged count. */
export const MOST_ROWS = 2 ** 22;
