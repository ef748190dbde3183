import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BoundedCache } from '../../src/cache/bounded-cache.js';
import { CACHE_LIMITS, limitsOf } from '../../src/cache/limits.js';

/** A cache and the hand that moves its clock. */
function cacheOf(entries: number, ttlMs: number) {
  const clock = { nowMs: 0 };
  return { clock, cache: new BoundedCache<{ readonly id: string }>({ entries, ttlMs }, () => clock.nowMs) };
}

describe('a bounded cache', () => {
  test('gives what was put in, and counts', () => {
    const { cache } = cacheOf(2, 1000);
    expect(cache.get('a')).toBeUndefined();
    cache.set('a', { id: 'a' });
    expect(cache.get('a')).toEqual({ id: 'a' });
    expect(cache.stats).toEqual({
      entries: 2,
      ttlMs: 1000,
      size: 1,
      hits: 1,
      misses: 1,
      evictions: 0,
      expired: 0,
    });
  });

  test.each([0, 5_000_000])('forgets by age, not by the last use (clock starting at %i)', (startMs) => {
    const { cache, clock } = cacheOf(2, 1000);
    clock.nowMs = startMs;
    cache.set('a', { id: 'a' });
    for (clock.nowMs = startMs; clock.nowMs <= startMs + 1000; clock.nowMs += 100) {
      expect(cache.get('a')).toBeDefined();
    }
    clock.nowMs = startMs + 1001;
    expect(cache.get('a')).toBeUndefined();
    expect(cache.stats).toMatchObject({ size: 0, hits: 11, misses: 1, expired: 1, evictions: 0 });
  });

  test('sweeps out what is too old', () => {
    const { cache, clock } = cacheOf(10, 1000);
    cache.set('a', { id: 'a' });
    clock.nowMs = 600;
    cache.set('b', { id: 'b' });
    clock.nowMs = 1200;
    cache.sweep();
    expect(cache.stats).toMatchObject({ size: 1, expired: 1 });
    expect(cache.get('b')).toBeDefined();
  });

  test('gives up the entry that was not used for the longest time', () => {
    const { cache } = cacheOf(3, 1000);
    for (const key of ['a', 'b', 'c']) cache.set(key, { id: key });
    cache.get('a');
    cache.set('d', { id: 'd' });
    cache.set('e', { id: 'e' });
    expect(['a', 'b', 'c', 'd', 'e'].filter((key) => cache.get(key) !== undefined)).toEqual(['a', 'd', 'e']);
    expect(cache.stats.evictions).toBe(2);
  });

  test('never holds more than its limit, whatever is done with it, and loses no count', () => {
    const step = fc.record({ key: fc.integer({ min: 0, max: 30 }), put: fc.boolean(), ms: fc.nat(400) });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), fc.array(step, { maxLength: 300 }), (entries, steps) => {
        const { cache, clock } = cacheOf(entries, 1000);
        let looked = 0;
        for (const { key, put, ms } of steps) {
          clock.nowMs += ms;
          if (put) cache.set(String(key), { id: String(key) });
          else {
            looked++;
            const found = cache.get(String(key));
            if (found !== undefined) expect(found.id).toBe(String(key));
          }
          expect(cache.stats.size).toBeLessThanOrEqual(entries);
        }
        expect(cache.stats.hits + cache.stats.misses).toBe(looked);
      }),
      { numRuns: 100, seed: 20260 },
    );
  });

  test('is emptied', () => {
    const { cache } = cacheOf(3, 1000);
    cache.set('a', { id: 'a' });
    cache.clear();
    expect(cache.stats).toMatchObject({ size: 0, evictions: 0, expired: 0 });
  });

  test.each([0, -1, 1.5, NaN])('refuses a limit of %p', (limit) => {
    expect(() => cacheOf(limit, 1000)).toThrow('Expected `entries` to be an integer ≥ 1');
    expect(() => cacheOf(10, limit)).toThrow('Expected `ttlMs` to be an integer ≥ 1');
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

  test('are halved, and entries live as long', () => {
    expect(limitsOf('indicators', 'half')).toEqual({ entries: 500, ttlMs: 300_000 });
    expect(limitsOf('filters', 'half')).toEqual({ entries: 100, ttlMs: 60_000 });
  });
});
