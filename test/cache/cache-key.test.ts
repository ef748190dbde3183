import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { cacheKey } from '../../src/cache/caches.js';

/** Plain data with every number that there is, and members that are undefined. */
const { plain } = fc.letrec<{ readonly plain: unknown }>((tie) => ({
  plain: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.oneof(
      fc.double(),
      fc.constantFrom(0, -0, NaN, Infinity, null, false, true),
      fc.string({ maxLength: 4 }),
    ),
    fc.array(tie('plain'), { maxLength: 4 }),
    fc.dictionary(fc.string({ maxLength: 2 }), fc.option(tie('plain'), { nil: undefined }), { maxKeys: 4 }),
  ),
}));

const membersOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, member]) => member !== undefined);

/** Equal in every bit of every number, whatever the order of members. */
function same(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || a === null || typeof b !== 'object' || b === null) return Object.is(a, b);
  const [left, right] = [membersOf(a), new Map(membersOf(b))];
  return (
    Array.isArray(a) === Array.isArray(b) &&
    left.length === right.size &&
    left.every(([name, member]) => right.has(name) && same(member, right.get(name)))
  );
}

describe('a cache key', () => {
  test('is equal for equal values and for no others', () => {
    fc.assert(
      fc.property(
        plain,
        plain,
        (a, b) =>
          cacheKey(a) === cacheKey(structuredClone(a)) && (cacheKey(a) === cacheKey(b)) === same(a, b),
      ),
      { numRuns: 2000, seed: 20261 },
    );
  });

  test('distinguishes any two numbers', () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), (a, b) => (cacheKey([a]) === cacheKey([b])) === Object.is(a, b)),
      { numRuns: 2000, seed: 20262 },
    );
  });

  test.each<[unknown, unknown]>([
    [1.001, 1.0049],
    [0.1 + 0.2, 0.3],
    [1, 1 + Number.EPSILON],
    [0, -0],
    [null, NaN],
    [null, 0],
    [Infinity, -Infinity],
    [NaN, 'NaN'],
    [-0, '-0'],
    [1, '1'],
    [false, 0],
    ['', []],
    [[], {}],
    [{ a: 1 }, { b: 1 }],
    [{ a: null }, { a: undefined }],
    [
      ['ab', 'c'],
      ['a', 'bc'],
    ],
    [['a,b'], ['a', 'b']],
    [[[1], 2], [[1, 2]]],
  ])('distinguishes %p from %p', (a, b) => {
    expect(cacheKey(a)).not.toBe(cacheKey(b));
  });

  test('does not depend on the order of members', () => {
    expect(cacheKey({ a: 1, b: { c: -0, d: NaN } })).toBe(cacheKey({ b: { d: NaN, c: -0 }, a: 1 }));
  });

  test('abbreviates nothing: one number of 100,000 makes a difference', () => {
    const numbers = Array.from({ length: 100_000 }, (_, index) => index);
    const key = cacheKey(numbers);
    numbers[50_000] += 1e-9;
    expect(cacheKey(numbers)).not.toBe(key);
    expect(key.length).toBeGreaterThan(400_000);
  });

  test('rejects anything but plain data', () => {
    expect(() => cacheKey({ now: () => 0 })).toThrow('Expected a JSON value, got function.');
  });
});
