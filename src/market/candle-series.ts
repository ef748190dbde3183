/**
 * Candles of one market as columns, one array a field, all of the same length.
 * Float64 keeps every price exactly as it was given; float32 begins in the slab (kernels/).
 */
export interface CandleColumns {
  /** Open time of each bar, UTC ms. */
  readonly openTimeMs: Float64Array;
  /** Quote currency. */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Base currency. */
  readonly volume: Float64Array;
}

/**
 * Candles as a feed brought them: any order, duplicates, gaps and faulty values possible.
 * A value that could not be read as a number is NaN; the cleaner decides what becomes of its row.
 */
export interface RawCandles extends CandleColumns {
  readonly symbol: string;
}

/**
 * Clean candles: strictly increasing open times on the UTC grid of the timeframe without holes, every price
 * finite and > 0, low ≤ open, close ≤ high, volume ≥ 0, every bar closed at the as-of time.
 */
export interface CandleSeries extends CandleColumns {
  readonly symbol: string;
  readonly timeframeMs: number;
  /** 1 where the bar was absent and has been filled: volume 0, all prices at the previous close. */
  readonly filled: Uint8Array;
}

/** Number of bars. */
export function barCount(columns: CandleColumns): number {
  return columns.openTimeMs.length;
}

/** A series of `count` bars with every number 0, to be written. */
export function emptySeries(symbol: string, timeframeMs: number, count: number): CandleSeries {
  const column = () => new Float64Array(count);
  return {
    symbol,
    timeframeMs,
    openTimeMs: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
    filled: new Uint8Array(count),
  };
}
