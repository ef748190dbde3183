import { describe, expect, test } from '../support/jest.js';
import {
  TIMEFRAMES,
  formatTimeframe,
  isPlausibleTimeMs,
  lastClosedOpenTime,
  likelyTimeUnit,
  openTimeOf,
  parseTimeframe,
  timeframeFromText,
} from '../../src/market/timeframe.js';
import { commonSpacing, countSpacings, usualSpacing } from '../../src/market/spacing.js';
import { EXIT } from '../../src/util/error-codes.js';
import { SquallError } from '../../src/util/squall-error.js';

test('every accepted timeframe is read and written back', () => {
  const lengths = TIMEFRAMES.map(parseTimeframe);
  expect(lengths.map((ms) => ms / 60_000)).toEqual([1, 3, 5, 15, 30, 60, 120, 240, 360, 480, 720, 1440]);
  expect(lengths.map(formatTimeframe)).toEqual([...TIMEFRAMES]);
});

test.each(['', '5', 'm', '7m', '5M', '05m', '1w', '5m ', '-5m', '60m', '1e1m', 'constructor'])(
  '%p is not a timeframe, and the sentence lists those that are',
  (text) => {
    let caught: unknown;
    try {
      parseTimeframe(text);
    } catch (error) {
      caught = error;
    }
    expect(caught).toBeInstanceOf(SquallError);
    expect(caught).toMatchObject({ code: 'USAGE', exitCode: EXIT.usage });
    expect((caught as Error).message).toContain(`1m, 3m, 5m`);
    expect((caught as Error).message).toContain(JSON.stringify(text));
  },
);

test('three times a timeframe is written in the largest unit that divides it', () => {
  const tripled = TIMEFRAMES.map((text) => formatTimeframe(3 * parseTimeframe(text)));
  expect(tripled).toEqual(['3m', '9m', '15m', '45m', '90m', '3h', '6h', '12h', '18h', '1d', '36h', '3d']);
  for (const text of tripled) expect(formatTimeframe(timeframeFromText(text)!)).toBe(text);
  expect([formatTimeframe(14_000), formatTimeframe(300)]).toEqual(['14s', '300ms']);
  expect(timeframeFromText('soon')).toBeNull();
});

test('a bar opens on the UTC grid and is closed when its whole length has passed', () => {
  const noon = Date.UTC(2024, 5, 12, 12);
  expect(openTimeOf(noon + 299_999, 300_000)).toBe(noon);
  expect(openTimeOf(noon + 300_000, 300_000)).toBe(noon + 300_000);
  expect(lastClosedOpenTime(noon, 300_000)).toBe(noon - 300_000);
  expect(lastClosedOpenTime(noon - 1, 300_000)).toBe(noon - 600_000);
});

test('the unit of a time follows from its size', () => {
  const time = Date.UTC(2024, 5, 12);
  expect([1e-3, 1, 1e3, 1e6].map((factor) => likelyTimeUnit(time * factor))).toEqual([
    'seconds',
    null,
    'microseconds',
    'nanoseconds',
  ]);
  expect([NaN, 0, -5, 1e30].map(likelyTimeUnit)).toEqual([null, null, null, null]);
  expect([time, time + 0.5, NaN, 0].map(isPlausibleTimeMs)).toEqual([true, false, false, false]);
});

describe('the usual spacing', () => {
  test('is the most frequent one, in any order of the times', () => {
    expect(usualSpacing([30, 0, 10, 10, 20, 70])).toEqual({ spacingMs: 10, share: 0.75, spacings: 4 });
  });

  test('is the shorter of two equally frequent ones', () => {
    expect(usualSpacing([0, 10, 30])?.spacingMs).toBe(10);
    expect(usualSpacing([0, 20, 30])?.spacingMs).toBe(10);
  });

  test('does not exist without two different times', () => {
    expect(usualSpacing([])).toBeNull();
    expect(usualSpacing([5, 5])).toBeNull();
  });

  test('of bars of which every other one is known, or with rare exceptions, is still that of the bars', () => {
    const common = (...times: number[]) => {
      const tally = new Map<number, number>();
      countSpacings(times, tally);
      return commonSpacing(tally);
    };
    expect(common(0, 20, 50, 70, 100, 120)).toBe(10);
    expect(common(...Array.from({ length: 50 }, (_, bar) => bar * 10), 493)).toBe(10);
    expect(common()).toBeNull();
  });
});
