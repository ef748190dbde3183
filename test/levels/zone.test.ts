import { describe, expect, test } from '../support/jest.js';
import { breaksOf, touchingBars } from '../../src/levels/zone.js';
import { seriesOf } from './series.js';
import type { Zone } from '../../src/levels/zone.js';

const RESISTANCE: Zone = { type: 'resistance', price: 100, halfWidth: 1 };
const SUPPORT: Zone = { type: 'support', price: 100, halfWidth: 1 };

/** Bars that span from one price to another and close in the middle. */
const bars = (...spans: (readonly [low: number, high: number])[]) =>
  seriesOf(spans.map(([low, high]) => ({ low, high, close: (low + high) / 2 })));

describe('touchingBars', () => {
  test('the edges of the zone are inside', () => {
    const series = bars([90, 98.99], [90, 99], [90, 95], [90, 101], [90, 95], [90, 101.01]);
    expect(touchingBars(series, RESISTANCE, 10)).toEqual([1, 3]);
  });

  test('a visit counts once, as long as the price stays', () => {
    const series = bars([97, 100], [97, 100], [98, 102], [97, 100], [90, 95], [97, 100]);
    expect(touchingBars(series, RESISTANCE, 10)).toEqual([0, 5]);
  });

  test('a price that stays touches again after the gap', () => {
    const series = bars(...Array.from({ length: 12 }, () => [97, 100] as const));
    expect(touchingBars(series, RESISTANCE, 5)).toEqual([0, 5, 10]);
  });

  test('leaving upwards ends a visit too', () => {
    expect(touchingBars(bars([97, 100], [102, 105], [97, 100]), RESISTANCE, 10)).toEqual([0, 2]);
  });

  test('support is touched by lows', () => {
    const series = bars([100, 104], [103, 104], [97, 104], [103, 104], [99, 104]);
    expect(touchingBars(series, SUPPORT, 10)).toEqual([0, 4]);
  });
});

describe('breaksOf', () => {
  const closes = (...prices: number[]) =>
    seriesOf(prices.map((close) => ({ low: close - 0.5, high: close + 0.5, close })));

  test('counts closes beyond the zone from the first touch on', () => {
    const series = closes(105, 105, 100, 95, 102, 95);
    expect(breaksOf(series, RESISTANCE, 2)).toEqual({ pierceShare: 1 / 4, isFlipped: false });
    expect(breaksOf(series, RESISTANCE, 0)).toEqual({ pierceShare: 3 / 6, isFlipped: false });
  });

  test('the edge of the zone is not beyond it', () => {
    expect(breaksOf(closes(100, 101, 101, 99), RESISTANCE, 0).pierceShare).toBe(0);
  });

  test('a break that holds when tested again flips the level, and its closes beyond cost nothing', () => {
    expect(breaksOf(closes(95, 103, 106, 101, 106), RESISTANCE, 0)).toEqual({
      pierceShare: 0,
      isFlipped: true,
    });
    expect(breaksOf(closes(105, 97, 94, 99, 94), SUPPORT, 0)).toEqual({ pierceShare: 0, isFlipped: true });
  });

  test('closes beyond before that break still cost', () => {
    const series = closes(95, 103, 95, 103, 101, 106);
    expect(breaksOf(series, RESISTANCE, 0)).toEqual({ pierceShare: 1 / 6, isFlipped: true });
  });

  test('the break itself is not a test', () => {
    expect(breaksOf(closes(95, 101.2, 106), RESISTANCE, 0).isFlipped).toBe(false);
  });

  test('a level that is lost again is not flipped, and every close beyond costs', () => {
    expect(breaksOf(closes(95, 103, 101, 103, 95), RESISTANCE, 0)).toEqual({
      pierceShare: 2 / 5,
      isFlipped: false,
    });
  });
});
