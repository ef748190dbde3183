/**
 * Numbers of one market, oldest first: float32, as that halves the memory to be read; sums are float64 all the same.
 */
export type Column = Float32Array;

/** The same bytes as integers: float32 ≥ 0 order like their bits, and minima of integers need no branch. */
export type Bits = Int32Array;

/** Candles of one market, as every rival function reads them. */
export interface Candles {
  readonly high: Column;
  readonly low: Column;
  readonly close: Column;
  readonly volume: Column;
}

export function bitsOf(column: Column): Bits {
  return new Int32Array(column.buffer, column.byteOffset, column.length);
}
