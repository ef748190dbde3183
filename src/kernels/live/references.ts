import type { CandleSeries } from '../../market/candle-series.js';
import type { LiveMemory } from './memory.js';
import { ReferenceNumbers } from '../program/reference-numbers.js';

/**
 * The series that markets of a live slab are correlated with: a return for each row, and the closes that it came of.
 */
export class LiveReferences {
  readonly #memory: LiveMemory;
  readonly #numbers: ReferenceNumbers;
  /** Closes at the last bar and the one before. */
  readonly #close: number[] = [NaN];
  readonly #previous: number[] = [NaN];

  /** @param maxCount  how many different ones there can be. */
  constructor(memory: LiveMemory, maxCount: number) {
    this.#memory = memory;
    this.#numbers = new ReferenceNumbers(maxCount);
  }

  /** @param key  null for none. @throws {RangeError} not known. */
  numberOf(key: string | null): number {
    return this.#numbers.numberOf(key);
  }

  /** The number of one that may be new. @throws {RangeError} too many. */
  claim(key: string): number {
    return this.#numbers.claim(key);
  }

  /** Takes the closes of bars [first, end), which end at the last row, as those of the benchmark. */
  set(key: string, reference: number, { close }: CandleSeries, first: number, end: number): void {
    this.#numbers.keep(key, reference);
    this.#close[reference] = end > first ? close[end - 1] : NaN;
    this.#previous[reference] = end - 1 > first ? close[end - 2] : NaN;
    const { row } = this.#memory;
    const returns = this.#memory.returns(reference);
    const floats = this.#memory.engine.floats();
    floats.fill(NaN, returns, returns + row + 1);
    for (let bar = first + 1; bar < end; bar++) {
      floats[returns + row - (end - 1 - bar)] = (close[bar] - close[bar - 1]) / close[bar - 1];
    }
  }

  /** The last closes are from now on those of the bar before. */
  next(): void {
    for (const reference of this.#numbers.values()) this.#previous[reference] = this.#close[reference];
  }

  /**
   * Puts closes into the last row.
   * @param closes  in the order of the numbers; NaN for that of the bar before, or, if the bar is not new, its own.
   */
  write(closes: ArrayLike<number> | undefined, isNew: boolean): void {
    const floats = this.#memory.engine.floats();
    for (const reference of this.#numbers.values()) {
      const given = closes?.[reference - 1] ?? NaN;
      if (Number.isNaN(given) && !isNew) continue;
      const price = Number.isNaN(given) ? this.#close[reference] : given;
      const previous = this.#previous[reference];
      floats[this.#memory.returns(reference) + this.#memory.row] = (price - previous) / previous;
      this.#close[reference] = price;
    }
  }
}
