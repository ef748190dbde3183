/**
 * Sums of the last `length` values, O(1) each: suffix sums of the block of values before, a prefix sum of this one.
 * Nothing is subtracted, so nothing drifts.
 */
export class SlidingSum {
  readonly #values: Float64Array;
  readonly #suffixes: Float64Array;
  #prefix = 0;
  #filled = 0;

  constructor(readonly length: number) {
    this.#values = new Float64Array(length);
    this.#suffixes = new Float64Array(length + 1);
  }

  /** Takes a value in and gives the sum of the last `length`; values before the first count as 0. */
  push(value: number): number {
    const { length } = this;
    if (this.#filled === length) {
      let sum = 0;
      for (let i = length - 1; i >= 0; i--) {
        sum += this.#values[i];
        this.#suffixes[i] = sum;
      }
      this.#filled = 0;
      this.#prefix = 0;
    }
    this.#values[this.#filled++] = value;
    this.#prefix += value;
    return this.#suffixes[this.#filled] + this.#prefix;
  }
}

/** Whether values of rows [from, to) lie above all, or below all, of the `length` rows before them. */
export interface Edges {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/**
 * Highest high and lowest low of the `length` rows before each of rows [from, to), by the same two passes.
 * Rows [from − 2·length, to) of the columns must exist; what an absent bar holds reaches only windows that it is in.
 */
export function priorEdges(
  high: Float64Array,
  low: Float64Array,
  from: number,
  to: number,
  length: number,
  into: Edges,
): void {
  const { high: highest, low: lowest } = into;
  for (let first = from - length; first + length < to; first += length) {
    // Suffixes of [first, first + length) go to the rows whose window begins in it, prefixes are then joined to them.
    let ceiling = -Infinity;
    let floor = Infinity;
    for (let i = length - 1; i >= 0; i--) {
      const at = first + i;
      const row = at + length;
      if (high[at] > ceiling) ceiling = high[at];
      if (low[at] < floor) floor = low[at];
      if (row >= from && row < to) {
        highest[row] = ceiling;
        lowest[row] = floor;
      }
    }
    ceiling = -Infinity;
    floor = Infinity;
    const next = first + length;
    for (let row = next + 1; row < next + length && row < to; row++) {
      if (high[row - 1] > ceiling) ceiling = high[row - 1];
      if (low[row - 1] < floor) floor = low[row - 1];
      if (ceiling > highest[row]) highest[row] = ceiling;
      if (floor < lowest[row]) lowest[row] = floor;
    }
  }
}
