/** What a market is compared with that is compared with nothing. */
export const NO_REFERENCE = 0;

/** Numbers of the series that markets can be correlated with, from 1 on in the order of their first use. */
export class ReferenceNumbers {
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
    const reference = key === null ? NO_REFERENCE : this.#numbers.get(key);
    if (reference === undefined) {
      throw new RangeError(`Expected a reference given to setReference before, got "${key}".`);
    }
    return reference;
  }

  /** The number of one that may be new; it is not in use until it is kept. @throws {RangeError} too many. */
  claim(key: string): number {
    const reference = this.#numbers.get(key) ?? this.#numbers.size + 1;
    if (reference > this.#maxCount) {
      throw new RangeError(`Expected at most ${this.#maxCount} references, got "${key}" as one more.`);
    }
    return reference;
  }

  keep(key: string, reference: number): void {
    this.#numbers.set(key, reference);
  }

  clear(): void {
    this.#numbers.clear();
  }
}
