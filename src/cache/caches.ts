import { LRUCache } from 'lru-cache';
import type { FilterInput, FilterResult, MissingPolicy } from '../filters/filter.js';
import type { FilterLimits } from '../filters/index.js';
import { runFilters } from '../filters/run-filters.js';
import type { Score, ScoreInput, Weights } from '../scoring/index.js';
import { scoreMarket } from '../scoring/index.js';
import { canonicalJson } from '../util/canonical-json.js';

export interface CacheLimits {
  /** Entries at most; the one that was not used for the longest time goes first. */
  readonly entries: number;
  /** Age from which an entry counts no more, however often it was read. */
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
  /** Entries that were looked up after their time. */
  readonly expired: number;
}

/** The original scanner's figures. */
export const CACHE_LIMITS = {
  indicators: { entries: 1000, ttlMs: 300_000 },
  filters: { entries: 200, ttlMs: 60_000 },
  scores: { entries: 200, ttlMs: 300_000 },
} as const satisfies Record<string, CacheLimits>;

/** `half`: for machines with little memory (`--profile low-memory`). */
export type CacheSize = 'full' | 'half';

/**
 * Canonical JSON with every number as it is, so that keys are equal only for values that nothing can tell apart:
 * −0 is not 0, and NaN and ∞, which JSON does not have, are neither null nor refused. A member that is undefined is as
 * good as absent.
 * @throws {TypeError} something that is not plain data.
 */
export function cacheKey(value: unknown): string {
  return canonicalJson(value, (number) => (Object.is(number, -0) ? '-0' : String(number)));
}

/** Results by key, within the limits of their kind. */
export class Cache<Value extends object> {
  readonly #limits: CacheLimits;
  readonly #entries: LRUCache<string, Value>;
  #hits = 0;
  #misses = 0;
  #evictions = 0;
  #expired = 0;

  /** @param nowMs  monotonic milliseconds: tells the age of entries. */
  constructor(name: keyof typeof CACHE_LIMITS, size: CacheSize, nowMs: () => number) {
    const { entries, ttlMs } = CACHE_LIMITS[name];
    this.#limits = { entries: size === 'full' ? entries : entries / 2, ttlMs };
    this.#entries = new LRUCache({
      max: this.#limits.entries,
      ttl: ttlMs,
      // To lru-cache a start at 0 means that there is none. No resolution: it would set timers of its own.
      perf: { now: () => nowMs() + 1 },
      ttlResolution: 0,
      disposeAfter: (_value, _key, reason) => {
        if (reason === 'evict') this.#evictions++;
        else if (reason === 'expire') this.#expired++;
      },
    });
  }

  /** What is kept by this key; else what `compute` gives, which is kept from here on. */
  getOrSet(key: string, compute: () => Value): Value {
    const known = this.#entries.get(key);
    if (known !== undefined) {
      this.#hits++;
      return known;
    }
    this.#misses++;
    const value = compute();
    this.#entries.set(key, value);
    return value;
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

interface FilterOutcome {
  readonly passed: boolean;
  readonly results: readonly FilterResult[];
}

export interface ScanCacheStats {
  readonly filters: CacheStats;
  readonly scores: CacheStats;
}

/**
 * Filter and score results from one scan to the next. Keyed on every input, so that a result is the same with and
 * without; what is handed out is frozen.
 *
 * Off unless asked for, because even a hit costs more than computing again (docs/caches.md). Besides, an entry can only
 * be met again by a scan of the same bar with the same live facts, and more markets than entries never meet one.
 */
export class ScanCaches {
  readonly #filters: Cache<FilterOutcome>;
  readonly #scores: Cache<Score>;

  /** @param nowMs  tells the age of entries; never looked at by anything that computes. */
  constructor(size: CacheSize, nowMs: () => number) {
    this.#filters = new Cache('filters', size, nowMs);
    this.#scores = new Cache('scores', size, nowMs);
  }

  /** `runFilters` for the markets of one scan. */
  filtersFor(
    preset: { readonly filters: FilterLimits },
    missing: MissingPolicy,
  ): (input: FilterInput) => FilterOutcome {
    const settings = cacheKey([preset.filters, missing]);
    return (input) =>
      this.#filters.getOrSet(settings + cacheKey(input), () =>
        freezeDeep(runFilters(input, preset, missing)),
      );
  }

  /** `scoreMarket` for the markets of one scan. */
  scoresFor(preset: { readonly weights: Weights }): (input: ScoreInput) => Score {
    const settings = cacheKey(preset.weights);
    return (input) =>
      this.#scores.getOrSet(settings + cacheKey(input), () => freezeDeep(scoreMarket(input, preset)));
  }

  get stats(): ScanCacheStats {
    return { filters: this.#filters.stats, scores: this.#scores.stats };
  }
}

/** The same plain value, read-only to the last member: writing to it throws in strict mode and changes nothing. */
function freezeDeep<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) freezeDeep(member);
  return Object.freeze(value);
}
