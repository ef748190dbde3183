/**
 * Sums of the last `length` values, O(1) each: a suffix sum of the previous span plus a prefix sum of the current one.
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

  /** Replaces each value by the sum of the last `length` values; values before the first count as 0. */
  slide(values: Float64Array, count: number): void {
    const { length } = this;
    const window = this.#values;
    const suffixes = this.#suffixes;
    let filled = this.#filled;
    let prefix = this.#prefix;
    for (let i = 0; i < count; i++) {
      if (filled === length) {
        this.#closeSpan();
        filled = 0;
        prefix = 0;
      }
      const value = values[i];
      window[filled++] = value;
      prefix += value;
      values[i] = suffixes[filled] + prefix;
    }
    this.#filled = filled;
    this.#prefix = prefix;
  }

  #closeSpan(): void {
    let sum = 0;
    for (let i = this.length - 1; i >= 0; i--) {
      sum += this.#values[i];
      this.#suffixes[i] = sum;
    }
  }
}
