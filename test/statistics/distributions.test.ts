import fc from 'fast-check';
import { describe, expect, test } from '../support/jest.js';
import { cosineOfHalfTurns } from '../../src/statistics/cosine.js';
import { exponential } from '../../src/statistics/exponential.js';
import { incompleteBeta, logGamma } from '../../src/statistics/incomplete-beta.js';
import { normalCdf, normalQuantile, normalTail } from '../../src/statistics/normal.js';
import { studentCdf, studentQuantile, studentTwoSided } from '../../src/statistics/student.js';

/** Relative difference, or the absolute one near 0. */
function difference(a: number, b: number): number {
  return Math.abs(a - b) / Math.max(Math.abs(b), 1e-300);
}

describe('exponential and cosine', () => {
  test('agree with the platform within 4 units of the last place', () => {
    fc.assert(
      fc.property(fc.double({ min: -740, max: 705, noNaN: true }), (x) => {
        const expected = Math.exp(x);
        if (expected > 1e-300) expect(difference(exponential(x), expected)).toBeLessThan(1e-15);
      }),
    );
    fc.assert(
      fc.property(fc.double({ min: -50, max: 50, noNaN: true }), (x) => {
        expect(Math.abs(cosineOfHalfTurns(x) - Math.cos(Math.PI * x))).toBeLessThan(1e-13);
      }),
    );
  });

  test('have their limits', () => {
    expect(exponential(0)).toBe(1);
    expect(difference(exponential(1), Math.E)).toBeLessThan(4e-16);
    expect(exponential(-Infinity)).toBe(0);
    expect(exponential(Infinity)).toBe(Infinity);
    expect(exponential(NaN)).toBeNaN();
    expect([0, 0.5, 1, 1.5, 2].map(cosineOfHalfTurns)).toEqual([1, 0, -1, 0, 1]);
  });
});

describe('normal distribution', () => {
  // scipy.stats.norm.ppf
  test.each([
    [0.95, 1.644853626951472],
    [0.975, 1.959963984540054],
    [0.999, 3.090232306167813],
    [1e-10, -6.361340902404056],
  ])('quantile of %f', (p, expected) => {
    expect(difference(normalQuantile(p), expected)).toBeLessThan(4e-14);
  });

  // Abramowitz & Stegun, table 26.1 and 26.2: tails to 15 and 11 digits.
  test.each([
    [1, 0.158655253931457],
    [2, 0.02275013194818],
    [3, 0.00134989803163],
    [5, 2.8665157187919e-7],
    [8, 6.2209605742718e-16],
  ])('tail beyond %d', (z, expected) => {
    expect(difference(normalTail(z), expected)).toBeLessThan(1e-12);
  });

  test('the quantile is the inverse of the distribution, on both sides', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-280, max: 1 - 1e-12, noNaN: true, minExcluded: true }), (p) => {
        expect(difference(normalCdf(normalQuantile(p)), p)).toBeLessThan(1e-11);
      }),
    );
  });

  test('has no quantile outside 0 and 1', () => {
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity]);
    expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(NaN)]).toEqual([NaN, NaN, NaN]);
  });
});

describe("Student's distribution", () => {
  // scipy.stats.t.ppf(.975, ν)
  test.each([
    [4, 2.77644510519779],
    [8, 2.30600413520417],
    [13, 2.16036865646279],
    [30, 2.04227245630124],
  ])('97.5 %% quantile with %d degrees of freedom', (degrees, expected) => {
    expect(difference(studentQuantile(0.975, degrees), expected)).toBeLessThan(1e-13);
  });

  test('one degree is Cauchy, two have a closed form', () => {
    fc.assert(
      fc.property(fc.double({ min: -30, max: 30, noNaN: true }), (t) => {
        expect(studentCdf(t, 1)).toBeCloseTo(0.5 + Math.atan(t) / Math.PI, 12);
        expect(studentCdf(t, 2)).toBeCloseTo(0.5 + t / (2 * Math.sqrt(2 + t * t)), 12);
      }),
    );
  });

  test('far out and with many degrees it is the normal one', () => {
    expect(studentTwoSided(1.96, 1e6)).toBeCloseTo(2 * normalTail(1.96), 5);
    expect(studentQuantile(0.2, 5)).toBe(-studentQuantile(0.8, 5));
  });
});

describe('gamma and beta', () => {
  test('ln Γ of whole and half numbers', () => {
    expect(logGamma(1)).toBeCloseTo(0, 14);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 14);
    expect(difference(logGamma(11), Math.log(3628800))).toBeLessThan(1e-14);
  });

  test('I_x(a, b) of whole numbers is a sum of binomial terms', () => {
    // I_0.3(2, 3) = P(at least 2 of 4) = 1 − 0.7⁴ − 4·0.3·0.7³
    expect(incompleteBeta(0.3, 2, 3)).toBeCloseTo(0.3483, 14);
    expect([incompleteBeta(0, 2, 3), incompleteBeta(1, 2, 3)]).toEqual([0, 1]);
  });
});
