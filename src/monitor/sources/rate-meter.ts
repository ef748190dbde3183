interface Count {
  readonly atMs: number;
  readonly total: number;
}

const MINUTE_MS = 60_000;

/** Growth of a total in the last minute. */
export class RateMeter {
  /** Oldest first; the first one is the newest that is a minute old, or the first of all. */
  #counts: Count[] = [];

  /** @param atMs  monotonic  @param total  never decreases; if it does, it has been reset */
  record(atMs: number, total: number): void {
    const last = this.#counts.at(-1);
    if (last !== undefined && total < last.total) this.#counts = [{ atMs: last.atMs, total: 0 }];
    this.#counts.push({ atMs, total });
    while (this.#counts.length > 1 && this.#counts[1].atMs <= atMs - MINUTE_MS) this.#counts.shift();
  }

  /** Null before anything was recorded. */
  get lastMinute(): number | null {
    const last = this.#counts.at(-1);
    return last === undefined ? null : last.total - this.#counts[0].total;
  }
}
