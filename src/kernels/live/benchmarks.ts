import type { CandleSeries } from '../../market/candle-series.js';
import type { LiveMemory } from './memory.js';
import { BenchmarkNumbers } from '../program/benchmark-numbers.js';

/**
 * The series that markets of a live slab are correlated with: one return per row, and the last closes.
 */
export class LiveBenchmarks {
  readonly #memory: LiveMemory;
  readonly #numbers: BenchmarkNumbers;
  /** Closes of the last bar and the one before. */
  readonly #close: number[] = [NaN];
  readonly #previous: number[] = [NaN];

  /** @param maxCount  maximum number of different benchmarks. */
  constructor(memory: LiveMemory, maxCount: number) {
    this.#memory = memory;
    this.#numbers = new BenchmarkNumbers(maxCount);
  }

  /** @param key  null for none. @throws {RangeError} an unknown benchmark. */
  numberOf(key: string | null): number {
    return this.#numbers.numberOf(key);
  }

  /** The number of a benchmark that may be new. @throws {RangeError} too many benchmarks. */
  claim(key: string): number {
    return this.#numbers.claim(key);
  }

  /** Sets the benchmark's closes to bars [first, end), which end at the last row. */
  set(key: string, benchmark: number, { close }: CandleSeries, first: number, end: number): void {
    this.#numbers.keep(key, benchmark);
    this.#close[benchmark] = end > first ? close[end - 1] : NaN;
    this.#previous[benchmark] = end - 1 > first ? close[end - 2] : NaN;
    const { row } = this.#memory;
    const returns = this.#memory.returns(benchmark);
    const floats = this.#memory.engine.floats();
    floats.fill(NaN, returns, returns + row + 1);
    for (let bar = first + 1; bar < end; bar++) {
      floats[returns + row - (end - 1 - bar)] = (close[bar] - close[bar - 1]) / close[bar - 1];
    }
  }

  /** Makes the last closes the previous ones, for a new bar. */
  next(): void {
    for (const benchmark of this.#numbers.values()) this.#previous[benchmark] = this.#close[benchmark];
  }

  /**
   * Writes closes to the last row.
   * @param closes  in the order of the numbers; NaN repeats the previous close or, in a correction, keeps the current
   * one.
   */
  write(closes: ArrayLike<number> | undefined, isNew: boolean): void {
    const floats = this.#memory.engine.floats();
    for (const benchmark of this.#numbers.values()) {
      const given = closes?.[benchmark - 1] ?? NaN;
      if (Number.isNaN(given) && !isNew) continue;
      const price = Number.isNaN(given) ? this.#close[benchmark] : given;
      const previous = this.#previous[benchmark];
      floats[this.#memory.returns(benchmark) + this.#memory.row] = (price - previous) / previous;
      this.#close[benchmark] = price;
    }
  }
}
