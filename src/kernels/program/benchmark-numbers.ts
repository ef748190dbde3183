/** The benchmark of a market that is compared with nothing. */
export const NO_BENCHMARK = 0;

/** Numbers the series that markets can be correlated with, from 1 on, in the order of first use. */
export class BenchmarkNumbers {
  readonly #maxCount: number;
  readonly #numbers = new Map<string, number>();

  /** @param maxCount  maximum number of different benchmarks. */
  constructor(maxCount: number) {
    this.#maxCount = maxCount;
  }

  /** The numbers in use. */
  values(): Iterable<number> {
    return this.#numbers.values();
  }

  /** @param key  null for none. @throws {RangeError} an unknown benchmark. */
  numberOf(key: string | null): number {
    const benchmark = key === null ? NO_BENCHMARK : this.#numbers.get(key);
    if (benchmark === undefined) {
      throw new RangeError(`Expected a benchmark given to setBenchmark before, got "${key}".`);
    }
    return benchmark;
  }

  /** The number of a benchmark that may be new; unused until `keep`. @throws {RangeError} too many benchmarks. */
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
