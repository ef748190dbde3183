import { describe, expect, test } from '../support/jest.js';
import {
  compactMoney,
  decimalsOf,
  exactPrice,
  fixed,
  roundedPrice,
  signed,
} from '../../src/util/number-text.js';
import { isoTime } from '../../src/util/iso-time.js';

describe('numbers for people', () => {
  test.each<[number | null, string]>([
    [null, '–'],
    [0, '0.00'],
    [999.4, '999'],
    [999.6, '1.00k'],
    [12_400_000, '12.4M'],
    [2_418_238_895, '2.42B'],
    [-1_500, '-1.50k'],
    [3.1e13, '31.0T'],
  ])('money: %p is %s', (value, text) => {
    expect(compactMoney(value)).toBe(text);
  });

  test.each<[number | null, string]>([
    [8.5e-5, '0.000085'],
    [51728.85, '51728.85'],
    [0.00017186, '0.00017186'],
    [63000, '63000'],
    [null, '–'],
  ])('an exact price: %p is %s, without an exponent', (value, text) => {
    expect(exactPrice(value)).toBe(text);
  });

  test('a price keeps every digit that distinguishes it from its neighbours', () => {
    for (const price of [0.1, 1 / 8, 1e-9, 123.456789, 99999.99]) {
      expect(Number(price.toFixed(decimalsOf(price)))).toBe(price);
    }
  });

  test.each<[number | null, string]>([
    [3.52824961e-6, '0.00000352825'],
    [48135548.32, '48135548.32'],
    [0.3114617, '0.311462'],
    [null, '–'],
  ])('a computed value: %p is %s', (value, text) => {
    expect(roundedPrice(value)).toBe(text);
  });

  test('signs are shown, except of zero', () => {
    expect([signed(1.25, 1), signed(-0.04, 1), signed(-3.26, 1), signed(0, 2), signed(null, 1)]).toEqual([
      '+1.3',
      '0.0',
      '-3.3',
      '0.00',
      '–',
    ]);
    expect(fixed(-0.001, 2)).toBe('0.00');
  });

  test('times are UTC, with ms only if nonzero', () => {
    expect(isoTime(1_709_573_400_000)).toBe('2024-03-04T17:30:00Z');
    expect(isoTime(1_709_573_400_001)).toBe('2024-03-04T17:30:00.001Z');
  });
});
