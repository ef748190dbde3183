import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import type { CacheSize } from '../../src/cache/caches.js';
import { Cache, CACHE_LIMITS } from '../../src/cache/caches.js';

interface Entry {
  readonly id: string;
}

/** A cache of filter results (200 entries, or 100, for a minute) and the hand that moves its clock. */
function cacheOf(size: CacheSize = 'full') {
  const clock = { nowMs: 0 };
  const cache = new Cache<Entry>('filters', size, () => clock.nowMs);
  /** Whether it was kept; it is now. */
  const isKept = (key: string): boolean => {
    let isKnown = true;
    const { id } = cache.getOrSet(key, () => {
      isKnown = false;
      return { id: key };
    });
    expect(id).toBe(key);
    return isKnown;
  };
  const fill = (count: number): void => {
    for (let index = 0; index < count; index++) isKept(`entry ${index}`);
  };
  return { clock, cache, isKept, fill };
}

describe('a cache', () => {
  test('computes what it lacks, returns what it has, and counts', () => {
    const { cache, isKept } = cacheOf();
    expect([isKept('a'), isKept('a'), isKept('b')]).toEqual([false, true, false]);
    expect(cache.stats).toEqual({
      entries: 200,
      ttlMs: 60_000,
      size: 2,
      hits: 1,
      misses: 2,
      evictions: 0,
      expired: 0,
    });
  });

  test('keeps nothing of what failed', () => {
    const { cache, isKept } = cacheOf();
    const failing = (): Entry => {
      throw new RangeError('made up for a test');
    };
    expect(() => cache.getOrSet('a', failing)).toThrow('made up for a test');
    expect(cache.stats).toMatchObject({ size: 0, misses: 1 });
    expect(isKept('a')).toBe(false);
  });

  test.each([0, 5_000_000])('forgets by age, not by the last use (clock starting at %i)', (startMs) => {
    const { cache, clock, isKept } = cacheOf();
    clock.nowMs = startMs;
    isKept('a');
    for (clock.nowMs = startMs; clock.nowMs <= startMs + 60_000; clock.nowMs += 6_000) {
      expect(isKept('a')).toBe(true);
    }
    clock.nowMs = startMs + 60_001;
    expect(isKept('a')).toBe(false);
    expect(cache.stats).toMatchObject({ size: 1, hits: 11, misses: 2, expired: 1, evictions: 0 });
  });

  test('evicts the least recently used entry', () => {
    const { cache, isKept, fill } = cacheOf('half');
    fill(100);
    isKept('entry 0');
    isKept('new');
    expect(cache.stats).toMatchObject({ size: 100, evictions: 1 });
    expect([isKept('entry 0'), isKept('entry 2'), isKept('entry 1')]).toEqual([true, true, false]);
  });

  test('never exceeds its limit, whatever is done with it, and loses no count', () => {
    const step = fc.record({ key: fc.integer({ min: 0, max: 300 }), ms: fc.nat(1_000) });
    fc.assert(
      fc.property(fc.array(step, { minLength: 100, maxLength: 1_000 }), (steps) => {
        const { cache, clock, isKept } = cacheOf('half');
        let hits = 0;
        for (const { key, ms } of steps) {
          clock.nowMs += ms;
          if (isKept(String(key))) hits++;
          expect(cache.stats.size).toBeLessThanOrEqual(100);
        }
        const { misses, size, evictions, expired } = cache.stats;
        expect(cache.stats).toMatchObject({ hits, misses: steps.length - hits });
        expect(size + evictions + expired).toBe(misses);
      }),
      { numRuns: 50, seed: 20260 },
    );
  });

  test('is emptied', () => {
    const { cache, isKept } = cacheOf();
    isKept('a');
    cache.clear();
    expect(cache.stats).toMatchObject({ size: 0, misses: 1, evictions: 0, expired: 0 });
    expect(isKept('a')).toBe(false);
  });
});

describe('the limits', () => {
  test('are those of the original scanner', () => {
    expect(CACHE_LIMITS).toEqual({
      indicators: { entries: 1000, ttlMs: 300_000 },
      filters: { entries: 200, ttlMs: 60_000 },
      scores: { entries: 200, ttlMs: 300_000 },
    });
  });

  test.each(['indicators', 'filters', 'scores'] as const)(
    'of %s are halved, and entries live as long',
    (name) => {
      const { entries, ttlMs } = CACHE_LIMITS[name];
      expect(new Cache(name, 'half', () => 0).stats).toMatchObject({ entries: entries / 2, ttlMs });
    },
  );

  test('drop expired entries when memory is short, and report how many', () => {
    const { cache, clock, fill, isKept } = cacheOf();
    fill(3);
    clock.nowMs = 30_000;
    isKept('young');
    clock.nowMs = 60_001;
    expect(cache.dropExpired()).toBe(3);
    expect(cache.stats).toMatchObject({ size: 1, expired: 3 });
    expect(cache.dropExpired()).toBe(0);
  });

  test('are halved with each call, keeping the newest, and restored in full', () => {
    const { cache, fill, isKept } = cacheOf();
    fill(200);
    cache.halve();
    expect(cache.stats).toMatchObject({ entries: 100, size: 100 });
    expect([isKept('entry 199'), isKept('entry 100')]).toEqual([true, true]);
    expect(isKept('entry 99')).toBe(false);
    cache.halve();
    expect(cache.stats).toMatchObject({ entries: 50, size: 50 });
    for (let time = 0; time < 20; time++) cache.halve();
    expect(cache.stats.entries).toBe(1);
    cache.restore();
    expect(cache.stats.entries).toBe(200);
    fill(200);
    expect(cache.stats.size).toBe(200);
  });
});
