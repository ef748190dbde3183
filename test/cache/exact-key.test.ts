import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { exactKey } from '../../src/cache/exact-key.js';

const plain = fc.jsonValue({ maxDepth: 3 });

/** Equal in every bit; the names of members in the same order. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b);
  const [left, right] = [Object.entries(a), Object.entries(b)];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.length &&
    left.every(([name, member], index) => right[index][0] === name && same(member, right[index][1]))
  );
}

describe('an exact key', () => {
  test('is equal for equal values and for no others', () => {
    fc.assert(
      fc.property(
        plain,
        plain,
        (a, b) =>
          exactKey(a) === exactKey(structuredClone(a)) && (exactKey(a) === exactKey(b)) === same(a, b),
      ),
      { numRuns: 2000, seed: 20261 },
    );
  });

  test.each([
    [1.001, 1.0049],
    [0.1 + 0.2, 0.3],
    [0, -0],
    [null, NaN],
    [null, 0],
    [null, undefined],
    [1, '1'],
    [false, 0],
    ['', []],
    [[], {}],
    [{ a: 1 }, { b: 1 }],
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [[[1], 2], [[1, 2]]],
  ])('tells %p from %p', (a, b) => {
    expect(exactKey(a)).not.toBe(exactKey(b));
  });

  test('tells where one value ends and the next begins', () => {
    expect(exactKey('a', 'b')).not.toBe(exactKey('ab'));
    expect(exactKey([1, 2])).not.toBe(exactKey(1, 2));
  });

  test('abbreviates nothing: one number of 100,000 makes a difference', () => {
    const numbers = Array.from({ length: 100_000 }, (_, index) => index);
    const key = exactKey(numbers);
    numbers[50_000] += 1e-9;
    expect(exactKey(numbers)).not.toBe(key);
    expect(key.length).toBeGreaterThan(400_000);
  });

  test('refuses what is not plain data', () => {
    expect(() => exactKey({ now: () => 0 })).toThrow('Expected plain data in a cache key, got a function.');
  });
});
