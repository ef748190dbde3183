import { describe, expect, test } from '../support/jest.js';
import { createRng, hashAt, keyOf, mix32, unitAt } from '../../src/util/rng.js';

describe('rng', () => {
  test('mix32 is the finaliser of MurmurHash3', () => {
    // MurmurHash3_x86_32 of the empty string is the finaliser of its seed: the vectors of the reference implementation.
    expect(mix32(0) >>> 0).toBe(0);
    expect(mix32(1) >>> 0).toBe(0x514e28b7);
    expect(mix32(0xffffffff) >>> 0).toBe(0x81f16f39);
  });

  test('gives the same numbers in every run and every engine', () => {
    expect([0, 1, 2, -1].map((index) => hashAt(keyOf(1, 'BTC'), index) >>> 0)).toEqual([
      3583456317, 3913506009, 3821890732, 1495870761,
    ]);
    const rng = createRng(7);
    expect([rng.next(), rng.next()]).toEqual([unitAt(7, 0), unitAt(7, 1)]);
  });

  test('names and seeds give different keys', () => {
    const keys = new Set<number>();
    for (let seed = 0; seed < 100; seed++) for (let n = 0; n < 100; n++) keys.add(keyOf(seed, `M${n}`));
    expect(keys.size).toBe(10_000);
  });

  test('fills [0, 1) evenly, without a step between neighbours', () => {
    const count = 100_000;
    const buckets = new Array<number>(16).fill(0);
    let product = 0;
    let before = 0;
    for (let i = 0; i < count; i++) {
      const value = unitAt(keyOf(1, 'evenness'), i);
      buckets[Math.floor(value * 16)]++;
      product += (value - 0.5) * (before - 0.5);
      before = value;
    }
    // Four standard deviations of a binomial count, and of a mean of products.
    for (const bucket of buckets) expect(Math.abs(bucket - count / 16)).toBeLessThan(307);
    expect(Math.abs(product / count)).toBeLessThan(4 / 12 / Math.sqrt(count));
  });

  test('below gives whole numbers under the limit, all of them', () => {
    const rng = createRng(3);
    const seen = new Set(Array.from({ length: 1000 }, () => rng.below(7)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});
