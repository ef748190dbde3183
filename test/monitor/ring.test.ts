import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { Ring } from '../../src/monitor/ring.js';

describe('a ring', () => {
  test('holds the last values, oldest first, and never more than its limit', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), fc.integer({ min: 1, max: 20 }), (values, limit) => {
        const ring = new Ring<number>(limit);
        for (const value of values) ring.push(value);
        expect(ring.values()).toEqual(values.slice(-limit));
        expect(ring.size).toBe(Math.min(values.length, limit));
        expect(ring.last()).toBe(values.at(-1));
      }),
    );
  });

  test.each([0, -1, 1.5, NaN])('of %p is none', (limit) => {
    expect(() => new Ring(limit)).toThrow(RangeError);
  });
});
