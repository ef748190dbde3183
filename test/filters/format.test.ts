import { describe, expect, test } from '../support/jest.js';
import { formatNumber, formatPair } from '../../src/filters/format.js';

describe('numbers in the sentences of filters', () => {
  test.each([
    [500_000, '500k'],
    [50_000, '50k'],
    [9_999, '9999'],
    [-12, '-12'],
    [3_682_166.7, '3.682M'],
    [2.418e9, '2.418B'],
    [1.5e12, '1.5T'],
    [0.0415088, '0.04151'],
    [0, '0'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test('two that differ never look the same', () => {
    expect(formatPair(499_999, 500_000)).toEqual(['499.999k', '500k']);
    expect(formatPair(2, 2)).toEqual(['2', '2']);
  });
});
