import { LRUCache } from 'lru-cache';

/** Monotonic milliseconds. */
export type Clock = () => number;

export interface CacheLimits {
  /** Entries at most; the one that was not used for the longest time goes first. ≥ 1. */
  readonly entries: number;
  /** Age from which an entry counts no more, however often it was read. ≥ 1 ms. */
  readonly ttlMs: number;
}

/** What a cache is set to and what became of the look-ups since it was made. */
export interface CacheStats extends CacheLimits {
  /** Entries now. */
  readonly size: number;
  readonly hits: number;
  readonly misses: number;
  /** Entries that gave way to newer ones. */
  readonly evictions: number;
  /** Entries that were looked up, or swept, after their time. */
  readonly expired: number;
}

/** A map that never grows beyond its limits, by exact text keys. Who stores shared values freezes them first. */
export class BoundedCache<Value extends object> {
  readonly #limits: CacheLimits;
  readonly #entries: LRUCache<string, Value>;
  #hits = 0;
  #misses = 0;
  #evictions = 0;
  #expired = 0;

  /** @throws {RangeError} a limit that is not an integer ≥ 1. */
  constructor(limits: CacheLimits, nowMs: Clock) {
    for (const name of ['entries', 'ttlMs'] as const) {
      if (!Number.isInteger(limits[name]) || limits[name] < 1) {
        throw new RangeError(`Expected \`${name}\` to be an integer ≥ 1, got ${limits[name]}.`);
      }
    }
    this.#limits = limits;
    this.#entries = new LRUCache({
      max: limits.entries,
      ttl: limits.ttlMs,
      // To lru-cache a start at 0 means that there is none. No resolution: it would set timers of its own.
      perf: { now: () => nowMs() + 1 },
      ttlResolution: 0,
      disposeAfter: (_value, _key, reason) => {
        if (reason === 'evict') this.#evictions++;
        else if (reason === 'expire') this.#expired++;
      },
    });
  }

  get(key: string): Value | undefined {
    const value = this.#entries.get(key);
    if (value === undefined) this.#misses++;
    else this.#hits++;
    return value;
  }

  set(key: string, value: Value): void {
    this.#entries.set(key, value);
  }

  /** Drops what is too old; without it an old entry goes when its key is asked for, or when room is needed. */
  sweep(): void {
    this.#entries.purgeStale();
  }

  /** Drops everything; the counts stay. */
  clear(): void {
    this.#entries.clear();
  }

  get stats(): CacheStats {
    return {
      ...this.#limits,
      size: this.#entries.size,
      hits: this.#hits,
      misses: this.#misses,
      evictions: this.#evictions,
      expired: this.#expired,
    };
  }
}
