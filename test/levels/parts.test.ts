import { describe, expect, test } from '../support/jest.js';
import { findCandidates } from '../../src/levels/candidates.js';
import { nearestLevels, strongestLevels } from '../../src/levels/index.js';
import { roundNumberBonus } from '../../src/levels/round-number.js';
import { cascadeBonus, levelStrength } from '../../src/levels/strength.js';
import { seriesOf } from './series.js';
import type { Level } from '../../src/levels/index.js';

describe('roundNumberBonus', () => {
  test.each([
    [60_000, 50, 0.3],
    [60_012, 50, 0.3],
    [60_013, 50, 0],
    [65_000, 50, 0.2],
    [62_000, 50, 0.15],
    [61_000, 50, 0.1],
    [60_500, 50, 0.05],
    [50_123.45, 50, 0],
    [0.065, 0.00005, 0.2],
    [0.5, 0.001, 0.3],
    [0.00012, 1e-7, 0.15],
  ])('%p with an ATR of %p gains %p', (price, atr, expected) => {
    expect(roundNumberBonus(price, atr)).toBe(expected);
  });

  test('a grid that the price crosses at every turn is not round', () => {
    expect(roundNumberBonus(65_000, 1500)).toBe(0);
    expect(roundNumberBonus(60_000, 3000)).toBe(0);
  });
});

describe('levelStrength', () => {
  const none = { touches: 0, spanShare: 0, volumeRatio: 0, pierceShare: 1, bonus: 0 };
  const full = { touches: 5, spanShare: 1, volumeRatio: 1, pierceShare: 0, bonus: 0 };

  test('runs from 0 to 1, and no term counts beyond its share', () => {
    expect(levelStrength(none)).toBe(0);
    expect(levelStrength(full)).toBe(1);
    expect(levelStrength({ ...full, touches: 50, volumeRatio: 9, bonus: 0.5 })).toBe(1);
    expect(levelStrength({ ...none, touches: 50 })).toBe(0.4);
    expect(levelStrength({ ...none, volumeRatio: 9 })).toBe(0.2);
    expect(levelStrength({ ...none, pierceShare: 0.1 })).toBeCloseTo(0.1, 12);
    expect(levelStrength({ ...none, pierceShare: 0.2 })).toBe(0);
  });

  test('a bonus fills its share of the remainder', () => {
    expect(levelStrength({ ...none, bonus: 0.3 })).toBe(0.3);
    expect(levelStrength({ ...none, touches: 5, bonus: 0.5 })).toBeCloseTo(0.4 + 0.5 * 0.6, 12);
  });
});

test('cascadeBonus counts from the number needed on, up to 0.2', () => {
  expect([1, 2, 3, 4, 9].map((count) => cascadeBonus(count, 3))).toEqual([0, 0, 0.05 * 3, 0.2, 0.2]);
});

describe('findCandidates', () => {
  const flat = { high: 10, low: 9, close: 9.5 };

  test('a swing is strictly beyond two bars on both sides, known two bars later', () => {
    const bars = [flat, flat, { ...flat, high: 12 }, flat, flat];
    expect(findCandidates(seriesOf(bars))).toEqual([{ type: 'resistance', bar: 2, confirmedBar: 4 }]);
    expect(findCandidates(seriesOf(bars.slice(0, 4)))).toEqual([]);
  });

  test('a plateau is not a swing, but an edge that held for ten bars is one candidate', () => {
    const bars = [
      { ...flat, high: 12, low: 5 },
      { ...flat, high: 12, low: 5 },
      ...Array.from({ length: 8 }, () => flat),
    ];
    expect(findCandidates(seriesOf(bars))).toEqual([
      { type: 'resistance', bar: 0, confirmedBar: 9 },
      { type: 'support', bar: 0, confirmedBar: 9 },
    ]);
  });

  test('the ends of a bar with unusual volume are known at its close', () => {
    const rising = Array.from({ length: 30 }, (_, index) => ({
      high: 10 + index,
      low: 9 + index,
      close: 9.5 + index,
      volume: index === 25 ? 500 : 100 - index,
    }));
    expect(findCandidates(seriesOf(rising)).filter(({ bar }) => bar === 25)).toContainEqual({
      type: 'resistance',
      bar: 25,
      confirmedBar: 25,
    });
  });

  test('no bar is a candidate of one type twice', () => {
    const bars = Array.from({ length: 60 }, (_, index) => ({
      high: 10 + (index % 7),
      low: 9 - (index % 5),
      close: 9.5,
      volume: index % 11,
    }));
    const found = findCandidates(seriesOf(bars)).map(({ type, bar }) => `${type} ${bar}`);
    expect(new Set(found).size).toBe(found.length);
  });

  test('bars without volume are not heavy', () => {
    const rising = Array.from({ length: 30 }, (_, index) => ({
      high: 10 + index,
      low: 9 + index,
      close: 9.5 + index,
      volume: 0,
    }));
    expect(findCandidates(seriesOf(rising)).filter(({ confirmedBar, bar }) => confirmedBar === bar)).toEqual(
      [],
    );
  });
});

describe('choosing among levels', () => {
  const level = (price: number, strength: number): Level => ({
    price,
    type: 'support',
    role: 'support',
    strength,
    touches: [],
    firstTouchMs: 0,
    lastTouchMs: 0,
    knownAtMs: 0,
    distanceAtr: price - 100,
  });
  const levels = [level(90, 0.9), level(110, 0.8), level(98, 0.3), level(101, 0.2), level(104, 0.1)];

  test('the nearest on either side, whatever its strength', () => {
    expect(nearestLevels(levels)).toEqual({ below: levels[2], above: levels[3] });
    expect(nearestLevels([level(100, 1)])).toEqual({ below: level(100, 1), above: null });
    expect(nearestLevels([])).toEqual({ below: null, above: null });
  });

  test('the strongest, wherever the price is', () => {
    expect(strongestLevels([...levels].reverse(), 2)).toEqual([levels[0], levels[1]]);
    expect(strongestLevels(levels)).toEqual(levels);
  });
});
