import { describe, expect, test } from '../../../support/jest.js';
import { tradesPerMinute } from '../../../../src/feeds/exchange/adapters/trades-per-minute.js';
import { FIVE_MINUTES } from '../../../market/candles.js';
import { at } from './adapter-fixture.js';

describe('trades per minute', () => {
  const times = (...bars: number[]) => Float64Array.from(bars, at);
  const of = (bars: number[], counts: number[], asOfBar: number, timeframeMs = FIVE_MINUTES) =>
    tradesPerMinute(times(...bars), Float64Array.from(counts), timeframeMs, at(asOfBar));

  test('are those of the last three closed bars', () => {
    expect(of([0, 1, 2, 3], [1000, 10, 20, 30], 4)).toBe(60 / 15);
    expect(of([0, 1, 2, 3], [1000, 10, 20, 30], 3)).toBe(1030 / 15);
    expect(of([3, 2, 1, 0], [30, 20, 10, 1000], 4)).toBe(60 / 15);
  });

  test('count a bar that is absent for one without trades', () => {
    expect(of([0, 1, 3], [1000, 10, 30], 4)).toBe(40 / 15);
    expect(of([0, 1, 2], [1000, 10, 20], 4)).toBe(30 / 15);
  });

  test('of a younger market are those of the bars that it has', () => {
    expect(of([2, 3], [20, 30], 4)).toBe(50 / 10);
    expect(of([3], [30], 4)).toBe(30 / 5);
  });

  test('are not known without a recent bar, or where a count is not', () => {
    expect(of([0, 1], [10, 20], 6)).toBeNull();
    expect(of([], [], 4)).toBeNull();
    expect(of([1, 2, 3], [10, NaN, 30], 4)).toBeNull();
    expect(of([4], [10], 4)).toBeNull();
  });
});
