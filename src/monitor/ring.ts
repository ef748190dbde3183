/** The last `limit` values, oldest first. */
export class Ring<Value> {
  readonly #values: Value[] = [];
  #next = 0;

  /** @throws {RangeError} a limit that is not an integer ≥ 1. */
  constructor(readonly limit: number) {
    if (!Number.isInteger(limit) || limit < 1) throw new RangeError(`Expected a limit ≥ 1, got ${limit}.`);
  }

  get size(): number {
    return this.#values.length;
  }

  push(value: Value): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.limit;
  }

  last(): Value | undefined {
    return this.#values[(this.#next + this.limit - 1) % this.limit];
  }

  values(): Value[] {
    return this.size < this.limit
      ? this.#values.slice()
      : [...this.#values.slice(this.#next), ...this.#values.slice(0, this.#next)];
  }
}
