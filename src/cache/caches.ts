import { LRUCache } from 'lru-cache';
import type { FilterInput, MissingPolicy } from '../filters/filter.js';
import type { FilterLimits } from '../filters/index.js';
import type { FilterOutcome } from '../filters/run-filters.js';
import { filterRunner } from '../filters/run-filters.js';
import type { Score, ScoreInput, Weights } from '../scoring/index.js';
import { scoreMarket } from '../scoring/index.js';
import { canonicalJson } from '../util/canonical-json.js';

export interface CacheLimits {
  /** Maximum number of entries; the least recently used one is evicted first. */
  readonly entries: number;
  /** Age at which an entry expires, however often it was read. */
  readonly ttlMs: number;
}

/** A cache's limits, and its statistics since it was created. */
export interface CacheStats extends CacheLimits {
  /** Entries now. */
  readonly size: number;
  readonly hits: number;
  readonly misses: number;
  /** Entries evicted by newer ones. */
  readonly evictions: number;
  /** Entries looked up after they expired. */
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
 * Canonical JSON that preserves every number, so that keys are equal only for identical values: −0 is not 0,
 * and NaN and ∞, which JSON lacks, are neither null nor rejected. An undefined member counts as absent.
 * @throws {TypeError} something that is not plain data.
 */
export function cacheKey(value: unknown): string {
  return canonicalJson(value, (number) => (Object.is(number, -0) ? '-0' : String(number)));
}

/** Results by key, within the limits of their kind. */
export class Cache<Value extends object> {
  readonly #limits: CacheLimits;
  readonly #nowMs: () => number;
  /** How often the limit was halved. */
  #halvings = 0;
  #entries: LRUCache<string, Value>;
  #hits = 0;
  #misses = 0;
  #evictions = 0;
  #expired = 0;

  /** @param nowMs  monotonic milliseconds, for the age of entries. */
  constructor(name: keyof typeof CACHE_LIMITS, size: CacheSize, nowMs: () => number) {
    const { entries, ttlMs } = CACHE_LIMITS[name];
    this.#limits = { entries: size === 'full' ? entries : entries / 2, ttlMs };
    this.#nowMs = nowMs;
    this.#entries = this.#open(this.#limits.entries);
  }

  #open(entries: number): LRUCache<string, Value> {
    return new LRUCache({
      max: entries,
      ttl: this.#limits.ttlMs,
      // lru-cache treats a start time of 0 as "no TTL". No resolution: it would set timers of its own.
      perf: { now: () => this.#nowMs() + 1 },
      ttlResolution: 0,
      disposeAfter: (_value, _key, reason) => {
        if (reason === 'evict') this.#evictions++;
        else if (reason === 'expire') this.#expired++;
      },
    });
  }

  /** The cached value for this key; otherwise the result of `compute`, which is then cached. */
  getOrSet(key: string, compute: () => Value): Value {
    const cached = this.#entries.get(key);
    if (cached !== undefined) {
      this.#hits++;
      return cached;
    }
    this.#misses++;
    const value = compute();
    this.#entries.set(key, value);
    return value;
  }

  /** Removes expired entries. @returns how many */
  dropExpired(): number {
    const before = this.#entries.size;
    this.#entries.purgeStale();
    return before - this.#entries.size;
  }

  /** Halves the capacity, down to 1; least recently used entries are evicted. */
  halve(): void {
    this.#halvings++;
    this.#resize();
  }

  /** Restores the original capacity. */
  restore(): void {
    if (this.#halvings === 0) return;
    this.#halvings = 0;
    this.#resize();
  }

  #resize(): void {
    const kept = this.#entries.dump();
    this.#entries = this.#open(this.#mostEntries());
    this.#entries.load(kept);
  }

  #mostEntries(): number {
    return Math.max(1, Math.floor(this.#limits.entries / 2 ** this.#halvings));
  }

  /** Removes everything; the counts stay. */
  clear(): void {
    this.#entries.clear();
  }

  get stats(): CacheStats {
    return {
      ...this.#limits,
      entries: this.#mostEntries(),
      size: this.#entries.size,
      hits: this.#hits,
      misses: this.#misses,
      evictions: this.#evictions,
      expired: this.#expired,
    };
  }
}

export interface ScanCacheStats {
  readonly filters: CacheStats;
  readonly scores: CacheStats;
}

/**
 * Filter and score results from one scan to the next. Keyed on every input, so that results are the same with
 * and without it; returned values are frozen.
 * Off by default, because even a hit costs more than recomputing (docs/caches.md). Besides, only a scan of
 * the same bar with the same live facts can hit an entry, and with more markets than entries none does.
 */
export class ScanCaches {
  readonly #filters: Cache<FilterOutcome>;
  readonly #scores: Cache<Score>;

  /** @param nowMs  the clock for the age of entries; never used by computations. */
  constructor(size: CacheSize, nowMs: () => number) {
    this.#filters = new Cache('filters', size, nowMs);
    this.#scores = new Cache('scores', size, nowMs);
  }

  /** `filterRunner` for the markets of one scan. */
  filtersFor(
    preset: { readonly filters: FilterLimits },
    missing: MissingPolicy,
  ): (input: FilterInput) => FilterOutcome {
    const settings = cacheKey([preset.filters, missing]);
    const run = filterRunner(preset, missing);
    return (input) => this.#filters.getOrSet(settings + cacheKey(input), () => freezeDeep(run(input)));
  }

  /** `scoreMarket` for the markets of one scan. */
  scoresFor(preset: { readonly weights: Weights }): (input: ScoreInput) => Score {
    const settings = cacheKey(preset.weights);
    return (input) =>
      this.#scores.getOrSet(settings + cacheKey(input), () => freezeDeep(scoreMarket(input, preset)));
  }

  /** Entries in all caches. */
  get entries(): number {
    return this.#all.reduce((sum, { stats }) => sum + stats.size, 0);
  }

  /** See the cache itself. */
  dropExpired(): number {
    return this.#all.reduce((sum, cache) => sum + cache.dropExpired(), 0);
  }

  /** See the cache itself. */
  halve(): void {
    for (const cache of this.#all) cache.halve();
  }

  /** See the cache itself. */
  restore(): void {
    for (const cache of this.#all) cache.restore();
  }

  get #all(): readonly (Cache<FilterOutcome> | Cache<Score>)[] {
    return [this.#filters, this.#scores];
  }

  get stats(): ScanCacheStats {
    return { filters: this.#filters.stats, scores: this.#scores.stats };
  }
}

/** The same plain value, deeply frozen: writing to it throws in strict mode and changes nothing. */
function freezeDeep<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const member of Object.values(value)) freezeDeep(member);
  return Object.freeze(value);
}
