/**
 * Numbers of one market, oldest first: float32, because that halves the memory to read; sums are still
 * float64.
 */
export type Column = Float32Array;

/** The same bytes as integers: float32 ≥ 0 sort like their bits, and minima of integers need no branch. */
export type Bits = Int32Array;

/** Candles of one market, as read by every rival function. */
export interface Candles {
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
  readonly volume: Column;
}

export function bitsOf(column: Column): Bits {
  return new Int32Array(column.buffer, column.byteOffset, column.length);
}
