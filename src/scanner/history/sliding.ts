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
