/** What a market is compared with that is compared with nothing. */
export const NO_BENCHMARK = 0;

/** Numbers of the series that markets can be correlated with, from 1 on in the order of their first use. */
export class BenchmarkNumbers {
  readonly #maxCount: number;
  readonly #numbers = new Map<string, number>();

  /** @param maxCount  how many different ones there can be. */
  constructor(maxCount: number) {
    this.#maxCount = maxCount;
  }

  /** Those in use. */
  values(): Iterable<number> {
    return this.#numbers.values();
  }

  /** @param key  null for none. @throws {RangeError} not known. */
  numberOf(key: string | null): number {
    const benchmark = key === null ? NO_BENCHMARK : this.#numbers.get(key);
    if (benchmark === undefined) {
      throw new RangeError(`Expected a benchmark given to setBenchmark before, got "${key}".`);
    }
    return benchmark;
  }

  /** The number of one that may be new; it is not in use until it is kept. @throws {RangeError} too many. */
  claim(key: string): number {
    const benchmark = this.#numbers.get(key) ?? this.#numbers.size + 1;
    if (benchmark > this.#maxCount) {
      throw new RangeError(`Expected at most ${this.#maxCount} benchmarks, got "${key}" as one more.`);
    }
    return benchmark;
  }

  keep(key: string, benchmark: number): void {
    this.#numbers.set(key, benchmark);
  }

  clear(): void {
    this.#numbers.clear();
  }
}
