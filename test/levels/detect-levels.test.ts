import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { sliceBars } from '../support/series.js';
import { DEFAULT_LEVEL_RULES, detectLevels } from '../../src/levels/index.js';
import { scaled, seriesOf, TIMEFRAME_MS, wanderingSeries } from './series.js';
import type { CandleSeries } from '../../src/market/candle-series.js';
import type { Level } from '../../src/levels/index.js';
import type { Bar } from './series.js';

const ATR = 1;
const TOLERANCE = DEFAULT_LEVEL_RULES.touchToleranceAtr * ATR;
/** Nothing is dropped for being close to a stronger one. */
const ALL = { atr: ATR, separationAtr: 0 };

/** Bars from price to price in steps of 1, each 0.5 high. */
function walk(...prices: number[]): Bar[] {
  const bars: Bar[] = [];
  for (let leg = 1; leg < prices.length; leg++) {
    const from = prices[leg - 1];
    const direction = Math.sign(prices[leg] - from);
    for (let price = from; price !== prices[leg]; price += direction) {
      bars.push({ high: price + 0.25, low: price - 0.25, close: price });
    }
  }
  const last = prices[prices.length - 1];
  return [...bars, { high: last + 0.25, low: last - 0.25, close: last }];
}

const find = (levels: readonly Level[], type: Level['type'], price: number): Level | undefined =>
  levels.find((level) => level.type === type && level.price === price);

describe('a hand-made range between 90 and 100', () => {
  const series = seriesOf(walk(95, 100, 90, 100, 90, 100, 95));
  const levels = detectLevels(series, ALL);
  const bars = (...numbers: number[]): number[] => numbers.map((bar) => series.openTimeMs[bar]);

  test('has its resistance at the exact high, with three touches', () => {
    const resistance = find(levels, 'resistance', 100.25);
    expect(resistance?.touches).toEqual(bars(5, 25, 45).map((timeMs) => ({ timeMs, price: 100.25 })));
    expect(resistance).toMatchObject({
      role: 'resistance',
      firstTouchMs: series.openTimeMs[5],
      lastTouchMs: series.openTimeMs[45],
      distanceAtr: 5.25,
    });
  });

  test('knows it at the close of the second touch', () => {
    expect(find(levels, 'resistance', 100.25)?.knownAtMs).toBe(series.openTimeMs[25] + TIMEFRAME_MS);
  });

  test('knows it no sooner than the swing is confirmed', () => {
    const once = detectLevels(series, { ...ALL, minTouches: 1 });
    expect(find(once, 'resistance', 100.25)?.knownAtMs).toBe(series.openTimeMs[5 + 2] + TIMEFRAME_MS);
  });

  test('has its support at the exact low', () => {
    expect(find(levels, 'support', 89.75)?.touches.map((touch) => touch.timeMs)).toEqual(bars(15, 35));
    expect(find(levels, 'support', 89.75)?.distanceAtr).toBe(-5.25);
  });

  test('has the strength of the formula', () => {
    // 3 of 5 touches; 40 of 50 bars; usual volume; never pierced; 100.25 is within a quarter ATR of 100, the coarsest
    // step; no neighbours within 15 bps.
    const shown = 0.4 * (3 / 5) + 0.2 * (40 / 50) + 0.2 + 0.2;
    expect(find(levels, 'resistance', 100.25)?.strength).toBeCloseTo(shown + 0.3 * (1 - shown), 12);
    const plain = detectLevels(series, { ...ALL, roundNumbers: false });
    expect(find(plain, 'resistance', 100.25)?.strength).toBeCloseTo(shown, 12);
  });

  test('drops levels with too few touches', () => {
    expect(find(detectLevels(series, { ...ALL, minTouches: 3 }), 'support', 89.75)).toBeUndefined();
    expect(find(detectLevels(series, { ...ALL, minTouches: 3 }), 'resistance', 100.25)).toBeDefined();
  });
});

describe('broken levels', () => {
  test('a broken resistance that holds from above is flipped', () => {
    const series = seriesOf(walk(95, 100, 92, 100, 92, 106, 101, 108));
    expect(find(detectLevels(series, ALL), 'resistance', 100.25)).toMatchObject({ role: 'flipped' });
  });

  test('one that was not tested again keeps its role, with the price beyond it', () => {
    const series = seriesOf(walk(95, 100, 92, 100, 92, 106));
    const level = find(detectLevels(series, ALL), 'resistance', 100.25);
    expect(level?.role).toBe('resistance');
    expect(level?.distanceAtr).toBeLessThan(0);
  });

  test('one that was lost again is no longer flipped', () => {
    const series = seriesOf(walk(95, 100, 92, 100, 92, 106, 101, 104, 95));
    expect(find(detectLevels(series, ALL), 'resistance', 100.25)?.role).toBe('resistance');
  });

  test('a broken support that holds from below is flipped', () => {
    const series = seriesOf(walk(105, 100, 108, 100, 108, 94, 99, 92));
    expect(find(detectLevels(series, ALL), 'support', 99.75)).toMatchObject({ role: 'flipped' });
  });
});

describe('with nothing to find', () => {
  const flat = (bars: number, volume: number): CandleSeries =>
    seriesOf(Array.from({ length: bars }, () => ({ high: 100, low: 100, close: 100, volume })));

  test('fewer than 20 bars', () => {
    expect(detectLevels(sliceBars(wanderingSeries(1, 40), 0, 19), ALL)).toEqual([]);
    expect(detectLevels(sliceBars(wanderingSeries(1, 40), 0, 0), ALL)).toEqual([]);
  });

  test.each([null, 0, NaN, -1])('an ATR of %p', (atr) => {
    expect(detectLevels(wanderingSeries(1, 100), { ...ALL, atr })).toEqual([]);
  });

  test('a flat series has one price, whatever was traded', () => {
    for (const volume of [0, 100]) {
      const levels = detectLevels(flat(60, volume), ALL);
      expect(levels.every((level) => level.price === 100 && level.strength >= 0 && level.strength <= 1)).toBe(
        true,
      );
    }
  });

  test('filled bars make and touch no levels', () => {
    const bars = walk(95, 100, 90, 100, 90, 100, 95);
    const holes = bars.map((bar) => (bar.high > 100 ? { ...bar, filled: true, volume: 0 } : bar));
    expect(find(detectLevels(seriesOf(holes), ALL), 'resistance', 100.25)).toBeUndefined();
  });
});

/** Touches counted straight from their definition: one a visit, visits end by leaving the zone or after 10 bars. */
function touchesByHand(series: CandleSeries, level: Level): number[] {
  const extremes = level.type === 'resistance' ? series.high : series.low;
  const inZone = (price: number): boolean =>
    price >= level.price - TOLERANCE && price <= level.price + TOLERANCE;
  const outside = (bar: number): boolean =>
    series.low[bar] > level.price + TOLERANCE || series.high[bar] < level.price - TOLERANCE;
  const touches: number[] = [];
  for (let bar = 0; bar < extremes.length; bar++) {
    if (!inZone(extremes[bar]) || outside(bar)) continue;
    const last = touches[touches.length - 1];
    const between = Array.from({ length: bar - (last ?? bar) }, (_, index) => last + index);
    if (last === undefined || bar - last >= 10 || between.some(outside)) touches.push(bar);
  }
  return touches;
}

describe('any series', () => {
  const anySeries = fc
    .tuple(fc.integer({ min: 0, max: 2 ** 31 }), fc.integer({ min: 20, max: 250 }))
    .map(([seed, bars]) => wanderingSeries(seed, bars));
  const anyRules = fc.record({
    atr: fc.constantFrom(0.5, 1, 2),
    minTouches: fc.integer({ min: 1, max: 4 }),
    roundNumbers: fc.boolean(),
  });

  test('touches are those of the definition', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        for (const level of detectLevels(series, ALL)) {
          const bars = touchesByHand(series, level);
          expect(level.touches.map((touch) => touch.timeMs)).toEqual(
            bars.map((bar) => series.openTimeMs[bar]),
          );
        }
      }),
    );
  });

  test('levels are strong from 0 to 1, sorted and apart', () => {
    fc.assert(
      fc.property(anySeries, anyRules, (series, rules) => {
        const levels = detectLevels(series, rules);
        levels.forEach((level, index) => {
          expect(level.strength).toBeGreaterThanOrEqual(0);
          expect(level.strength).toBeLessThanOrEqual(1);
          expect(level.touches.length).toBeGreaterThanOrEqual(rules.minTouches);
          for (const stronger of levels.slice(0, index)) {
            const isOrdered =
              stronger.strength > level.strength ||
              (stronger.strength === level.strength && stronger.price <= level.price);
            expect(isOrdered).toBe(true);
            if (stronger.type !== level.type) continue;
            expect(Math.abs(stronger.price - level.price)).toBeGreaterThanOrEqual(2 * rules.atr);
          }
        });
      }),
    );
  });

  test('no level looks ahead: each was found when it says that it was known, and not a bar sooner', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        for (const level of detectLevels(series, ALL)) {
          const bars = (level.knownAtMs - series.openTimeMs[0]) / TIMEFRAME_MS;
          expect(bars).toBeLessThanOrEqual(series.close.length);
          const then = find(detectLevels(sliceBars(series, 0, bars), ALL), level.type, level.price);
          if (bars < 20) continue;
          expect(then?.knownAtMs).toBe(level.knownAtMs);
          expect(level.touches.slice(0, then?.touches.length)).toEqual(then?.touches);
          expect(
            find(detectLevels(sliceBars(series, 0, bars - 1), ALL), level.type, level.price),
          ).toBeUndefined();
        }
      }),
      { numRuns: 40 },
    );
  });

  test('a level once known stays at its price', () => {
    fc.assert(
      fc.property(anySeries, fc.integer({ min: 20, max: 250 }), (series, bars) => {
        const now = detectLevels(series, ALL);
        for (const { type, price, knownAtMs } of detectLevels(sliceBars(series, 0, bars), ALL)) {
          expect(find(now, type, price)?.knownAtMs).toBe(knownAtMs);
        }
      }),
    );
  });

  test('prices multiplied by 2^n give the same levels, as strong in every bit', () => {
    fc.assert(
      fc.property(anySeries, fc.integer({ min: -20, max: 20 }), (series, n) => {
        const factor = 2 ** n;
        const rules = { ...ALL, roundNumbers: false };
        const expected = detectLevels(series, rules).map((level) => ({
          ...level,
          price: level.price * factor,
          touches: level.touches.map((touch) => ({ ...touch, price: touch.price * factor })),
        }));
        expect(detectLevels(scaled(series, factor), { ...rules, atr: ATR * factor })).toEqual(expected);
      }),
    );
  });

  test('the same series gives the same levels', () => {
    const series = wanderingSeries(7, 200);
    expect(detectLevels(series, ALL)).toEqual(detectLevels(series, ALL));
  });
});

test('500 bars take well under a millisecond', () => {
  const series = wanderingSeries(3, 500);
  for (let run = 0; run < 200; run++) detectLevels(series, { atr: ATR });
  const times = Array.from({ length: 50 }, () => {
    const start = performance.now();
    detectLevels(series, { atr: ATR });
    return performance.now() - start;
  });
  // The aim is 0.5 ms; four times as much leaves room for a busy machine.
  expect(Math.min(...times)).toBeLessThan(2);
});
