import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { compactMoney, decimalsOf, exactPrice, roundedPrice } from '../../src/util/number-text.js';

describe('an exact price', () => {
  test.each([
    [60_000.01, '60000.01'],
    [1, '1'],
    [0.00001234, '0.00001234'],
    [2.5e-12, '0.0000000000025'],
    [2.51e-12, '0.00000000000251'],
    [1.234567e-18, '0.000000000000000001234567'],
    [3e21, '3000000000000000000000'],
    [0, '0'],
  ])('%f is written in plain digits', (price, text) => {
    expect(exactPrice(price)).toBe(text);
  });

  test('loses nothing of twelve significant digits at any size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 999_999_999_999 }),
        fc.integer({ min: -40, max: 8 }),
        (digits, power) => {
          const price = Number(`${digits}e${power}`);
          expect(Number(exactPrice(price))).toBe(price);
        },
      ),
      { seed: 12 },
    );
  });
});

describe('a computed price', () => {
  test.each([
    [2.5e-12, '0.0000000000025'],
    [2.512344e-12, '0.00000000000251234'],
    [60_123.456789, '60123.46'],
    [0.5, '0.50'],
    [0, '0.00'],
    [-0.000123456, '-0.000123456'],
    [1e25, '10000000000000000905969664'],
  ])('%f has six significant digits', (price, text) => {
    expect(roundedPrice(price)).toBe(text);
  });

  test('keeps at least four significant digits at any size', () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 9.999 }), fc.integer({ min: -90, max: 20 }), (mantissa, power) => {
        const price = mantissa * Number(`1e${power}`);
        expect(Math.abs(Number(roundedPrice(price)) / price - 1)).toBeLessThan(5e-5);
      }),
      { seed: 12 },
    );
  });
});

test('levels of a market at 2.5e-12 are distinguishable', () => {
  expect(decimalsOf(2.5e-12)).toBe(13);
  expect(new Set([2.5e-12, 2.6e-12, 2.55e-12].map((price) => price.toFixed(decimalsOf(price)))).size).toBe(3);
});

test.each([
  [0, '0.00'],
  [0.5, '0.50'],
  [0.00123, '0.00123'],
  [4.567e-9, '0.00000000457'],
  [1_234_567, '1.23M'],
])('an amount of %f has three significant digits', (amount, text) => {
  expect(compactMoney(amount)).toBe(text);
});
