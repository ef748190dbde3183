/**
 * Candles of one market as columns, one array per field, all of the same length. Float64 keeps every price
 * exactly as given; float32 starts in the slab (kernels/).
 */
export interface CandleColumns<Column extends PriceColumn = Float64Array> {
  /** Open time of each bar, UTC ms. */
  readonly openTimeMs: Float64Array;
  /** Quote currency. */
  readonly open: Column;
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
  /** Base currency. */
  readonly volume: Column;
}

/** Float32 only if a source has no more digits: the slab accepts both. */
export type PriceColumn = Float64Array | Float32Array;

/** Names of the columns, in the order in which they are written and hashed. */
export const CANDLE_COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;

/**
 * Candles as received from a feed: any order, duplicates, gaps and faulty values possible. A value that could
 * not be read as a number is NaN; the cleaner decides about its row. If all volumes are NaN, the source has
 * none.
 */
export interface RawCandles extends CandleColumns {
  readonly symbol: string;
}

/**
 * Clean candles: strictly increasing open times on the UTC grid of the timeframe without gaps, every price
 * finite and > 0, low ≤ open, close ≤ high, volume ≥ 0, every bar closed at the as-of time.
 */
export interface CandleSeries<Column extends PriceColumn = Float64Array> extends CandleColumns<Column> {
  readonly symbol: string;
  readonly timeframeMs: number;
  /** 1 if the bar was absent and has been filled: volume 0, all prices at the previous close. */
  readonly filled: Uint8Array;
  /**
   * False if the source has no volumes: then they are all 0, and nothing that needs them is defined. @default
   * true
   */
  readonly hasVolume?: false;
}

/** Number of bars. */
export function barCount(columns: CandleColumns): number {
  return columns.openTimeMs.length;
}

/**
 * A series of `count` bars with every number 0, to be filled in. Its columns are contiguous in one buffer:
 * one allocation instead of seven.
 */
export function emptySeries(symbol: string, timeframeMs: number, count: number): CandleSeries {
  const bytes = count * Float64Array.BYTES_PER_ELEMENT;
  const buffer = new ArrayBuffer(6 * bytes + count);
  const column = (index: number): Float64Array => new Float64Array(buffer, index * bytes, count);
  return {
    symbol,
    timeframeMs,
    openTimeMs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    filled: new Uint8Array(buffer, 6 * bytes, count),
  };
}
