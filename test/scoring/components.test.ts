import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { measureComponent } from '../../src/scoring/measure-component.js';
import { COMPONENTS } from '../../src/scoring/index.js';
import { type Metrics, NO_METRICS } from '../../src/indicators/metrics.js';
import type { Level } from '../../src/levels/level.js';
import type { ComponentName } from '../../src/scoring/index.js';

function measure(name: ComponentName, metrics: Partial<Metrics>, levels: readonly Level[] | null = null) {
  const component = COMPONENTS.find((candidate) => candidate.name === name);
  if (component === undefined) throw new Error(`no component ${name}`);
  return measureComponent(component, { metrics: { ...NO_METRICS, ...metrics }, levels });
}

const surge = (value: number): Partial<Metrics> => ({ surgeLong: value, surgeShort: value });

const level = (strength: number, distanceAtr: number): Level => ({
  price: 1,
  type: 'support',
  role: 'support',
  strength,
  touches: [],
  firstTouchMs: 0,
  lastTouchMs: 0,
  knownAtMs: 0,
  distanceAtr,
});

/** Each value was worked out by hand from the definition. */
const BY_HAND: readonly (readonly [ComponentName, Partial<Metrics>, number])[] = [
  ['volSurge', surge(1.5), 0],
  ['volSurge', { surgeLong: 2, surgeShort: 3 }, 0.9],
  ['volSurge', surge(4.5), 3],
  ['volSurge', surge(100), 3],
  ['volSurge', surge(0), -1.5],
  ['volume', surge(1), 0],
  ['volume', surge(11), 1.5],
  ['volume', surge(61), (3 * 60) / 70],
  ['volume', surge(0), -3 / 11],
  ['breakout', { price: 104, donchianHigh: 100, donchianLow: 80, atr: 2 }, 1.5],
  ['breakout', { price: 100, donchianHigh: 100, donchianLow: 80, atr: 2 }, 0],
  ['breakout', { price: 98, donchianHigh: 100, donchianLow: 80, atr: 2 }, -1],
  ['breakout', { price: 76, donchianHigh: 100, donchianLow: 80, atr: 2 }, (-3 * 12) / 14],
  ['momentum', { change1hPct: 10 }, 1.5],
  ['momentum', { change1hPct: -10, breakout: 'down' }, -1.5],
  ['momentum', { change1hPct: 0 }, 0],
  ['oiDelta', { oiChange24hPct: 5 }, 1],
  ['oiDelta', { oiChange24hPct: -5 }, 1],
  ['oiDelta', { oiChange24hPct: 15 }, 3],
  ['oiDelta', { oiChange24hPct: 40 }, 3],
  ['atrQuality', { atrRatio: 0.025 }, 2.5],
  ['atrQuality', { atrRatio: 0.015 }, 0],
  ['atrQuality', { atrRatio: 0.035 }, 0],
  ['atrQuality', { atrRatio: 0 }, -2.5],
  ['atrQuality', { atrRatio: 0.0075 }, -1.25],
  ['atrQuality', { atrRatio: 0.07 }, -2.5],
  ['atrQuality', { atrRatio: 1 }, -2.5],
  ['volatility', { bbWidthPercentile: 100 }, 3],
  ['volatility', { bbWidthPercentile: 50 }, 0],
  ['volatility', { bbWidthPercentile: 0 }, -3],
  ['correlation', { btcCorrelation: 0 }, 1],
  ['correlation', { btcCorrelation: 0.5 }, 0],
  ['correlation', { btcCorrelation: -0.5 }, 0],
  ['correlation', { btcCorrelation: 1 }, -1],
  ['tradesPerMinute', { tradesPerMinute: 0 }, -3],
  ['tradesPerMinute', { tradesPerMinute: Math.E ** 2 }, 0],
  ['tradesPerMinute', { tradesPerMinute: 1 }, -2],
  ['tradesPerMinute', { tradesPerMinute: 149 }, 3],
  ['liquidity', { depth05Usd: 1e6, spreadBps: 0, turnover24h: 1e8 }, 3],
  ['liquidity', { depth05Usd: 5e5, spreadBps: 25, turnover24h: 5e7 }, 0],
  ['liquidity', { depth05Usd: 0, spreadBps: 60, turnover24h: 0 }, -3],
  ['liquidity', { turnover24h: 5e7 }, 0],
  ['liquidity', { turnover24h: 1000, usdPerQuote: 50_000 }, 0],
  ['gainersMomentum', { recentChangePct: 1, recentVolumeRatio: 1 }, 1],
  ['gainersMomentum', { recentChangePct: 1, recentVolumeRatio: Math.E }, 2],
  ['gainersMomentum', { recentChangePct: 1, recentVolumeRatio: null }, 1],
  ['gainersMomentum', { recentChangePct: 1, recentVolumeRatio: 0 }, -3],
  ['gainersMomentum', { recentChangePct: 9, recentVolumeRatio: 1 }, 3],
  ['losersMomentum', { recentChangePct: -1, recentVolumeRatio: Math.E }, 2],
  ['losersMomentum', { recentChangePct: 9, recentVolumeRatio: 1 }, -3],
  ['losersReversal', { change24hPct: -10, recentChangePct: 1, recentVolumeRatio: Math.E }, 2],
  ['losersReversal', { change24hPct: -5, recentChangePct: 1, recentVolumeRatio: Math.E }, 1],
  ['losersReversal', { change24hPct: -40, recentChangePct: 5, recentVolumeRatio: 1 }, 3],
  ['losersReversal', { change24hPct: -10, recentChangePct: -2, recentVolumeRatio: 1 }, -2],
  ['losersReversal', { change24hPct: 3, recentChangePct: 2, recentVolumeRatio: 1 }, 0],
];

test.each(BY_HAND)('%s of %j is %p', (name, metrics, expected) => {
  expect(measure(name, metrics)?.value).toBeCloseTo(expected, 12);
});

describe('levelQuality', () => {
  test('takes the best level, by strength and nearness', () => {
    expect(measure('levelQuality', {}, [level(1, 0)])?.value).toBe(3);
    expect(measure('levelQuality', {}, [level(1, -3), level(0.25, 0)])).toEqual({ raw: 0.5, value: 0 });
  });

  test('is lowest if the market has no levels, and unknown if they were not computed', () => {
    expect(measure('levelQuality', {}, [])).toEqual({ raw: 0, value: -3 });
    expect(measure('levelQuality', {}, null)).toBeNull();
  });
});

test('without data no component invents any', () => {
  for (const component of COMPONENTS) {
    expect([component.name, measureComponent(component, { metrics: NO_METRICS, levels: null })]).toEqual([
      component.name,
      null,
    ]);
  }
});

test('surges are unknown unless both are known', () => {
  expect(measure('volSurge', { surgeLong: 2 })).toBeNull();
  expect(measure('volume', { surgeShort: 2 })).toBeNull();
});

test('a breakout is not measured in ATRs of 0', () => {
  expect(measure('breakout', { price: 2, donchianHigh: 1, donchianLow: 1, atr: 0 })).toBeNull();
});

/** Metrics that each curve runs over, with the range of interest. */
const CURVES: readonly (readonly [ComponentName, keyof Metrics, number, number, Partial<Metrics>])[] = [
  ['volSurge', 'surgeLong', 0, 20, { surgeShort: 1 }],
  ['volume', 'surgeLong', 0, 200, { surgeShort: 1 }],
  ['breakout', 'price', 60, 130, { donchianHigh: 100, donchianLow: 80, atr: 2 }],
  ['momentum', 'change1hPct', -50, 100, {}],
  ['oiDelta', 'oiChange24hPct', -40, 40, {}],
  ['atrQuality', 'atrRatio', 0, 0.1, {}],
  ['volatility', 'bbWidthPercentile', 0, 100, {}],
  ['correlation', 'btcCorrelation', -1, 1, {}],
  ['tradesPerMinute', 'tradesPerMinute', 0.1, 500, {}],
  ['liquidity', 'turnover24h', 0, 2e8, {}],
  ['gainersMomentum', 'recentChangePct', -10, 10, {}],
  ['losersMomentum', 'recentChangePct', -10, 10, {}],
  ['losersReversal', 'change24hPct', -20, 10, { recentChangePct: 2 }],
];

test.each(CURVES)('%s has no jump as %s moves', (name, metric, from, to, others) => {
  const steps = 20_000;
  let previous: number | null = null;
  for (let step = 0; step <= steps; step++) {
    const x = from + ((to - from) * step) / steps;
    const value = measure(name, { ...others, [metric]: x })?.value ?? NaN;
    // A plain throw: a hundred thousand expectations take ten seconds.
    if (!(Math.abs(value) <= 3)) throw new Error(`${value} at ${x} is out of range`);
    if (previous !== null && Math.abs(value - previous) > 0.08) throw new Error(`jumps at ${x}`);
    previous = value;
  }
});

test.each(['volume', 'momentum', 'breakout'] as const)(
  '%s separates what a clip would make equal',
  (name) => {
    const at = (x: number): number =>
      measure(name, {
        ...surge(x),
        change1hPct: x,
        price: x,
        donchianHigh: 0,
        donchianLow: -1,
        atr: 1,
      })?.value ?? NaN;
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1000, noNaN: true }), (x) => {
        expect(at(x * 1.5)).toBeGreaterThan(at(x));
        expect(at(x)).toBeLessThan(3);
      }),
    );
  },
);
