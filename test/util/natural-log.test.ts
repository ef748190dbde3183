import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { naturalLog } from '../../src/util/natural-log.js';

const view = new DataView(new ArrayBuffer(8));

/** Number of float64 values between two of the same sign. */
function ulpsBetween(a: number, b: number): number {
  view.setFloat64(0, a);
  const first = view.getBigInt64(0);
  view.setFloat64(0, b);
  return Math.abs(Number(first - view.getBigInt64(0)));
}

describe('naturalLog', () => {
  test('knows the values at its edges', () => {
    expect(naturalLog(1)).toBe(0);
    expect(naturalLog(0)).toBe(-Infinity);
    expect(naturalLog(-0)).toBe(-Infinity);
    expect(naturalLog(Infinity)).toBe(Infinity);
    expect(naturalLog(-1)).toBeNaN();
    expect(naturalLog(NaN)).toBeNaN();
  });

  test.each([
    [2, 0.6931471805599453],
    [10, 2.302585092994046],
    [Math.E, 1],
    [0.5, -0.6931471805599453],
    [5e-324, -744.4400719213812],
    [2 ** -1022, -708.3964185322641],
    [Number.MAX_VALUE, 709.782712893384],
  ])('of %p is %p', (x, expected) => {
    expect(ulpsBetween(naturalLog(x), expected)).toBeLessThanOrEqual(1);
  });

  test('is within 2 ulp of Math.log over the whole range', () => {
    fc.assert(
      fc.property(fc.double({ min: 5e-324, noNaN: true, noDefaultInfinity: true }), (x) => {
        expect(ulpsBetween(naturalLog(x), Math.log(x))).toBeLessThanOrEqual(2);
      }),
      { numRuns: 5000 },
    );
  });

  test('is within 2 ulp of Math.log where trade counts and volume ratios lie', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e4, noNaN: true }), (x) => {
        expect(ulpsBetween(naturalLog(x), Math.log(x))).toBeLessThanOrEqual(2);
      }),
      { numRuns: 5000 },
    );
  });

  test('loses nothing next to 1, where the result is nearly 0', () => {
    for (let step = 1; step < 1000; step++) {
      const x = 1 + step * Number.EPSILON;
      expect(ulpsBetween(naturalLog(x), Math.log(x))).toBeLessThanOrEqual(2);
    }
  });
});
