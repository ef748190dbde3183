import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { COMPONENTS, scoreMarket } from '../../src/scoring/index.js';
import { type Metrics, NO_METRICS } from '../../src/indicators/metrics.js';
import type { Weights } from '../../src/scoring/index.js';
import { NEUTRAL_SCORE100, toPoints100, toScore100 } from '../../src/scoring/score-scale.js';

const between = (min: number, max: number) => fc.option(fc.double({ min, max, noNaN: true }));

const anyMetrics: fc.Arbitrary<Metrics> = fc
  .record({
    price: between(50, 150),
    donchianHigh: between(90, 110),
    donchianLow: between(80, 90),
    atr: between(0.01, 10),
    atrRatio: between(0, 0.2),
    surgeLong: between(0, 100),
    surgeShort: between(0, 100),
    change1hPct: between(-50, 100),
    change24hPct: between(-50, 100),
    recentChangePct: between(-20, 20),
    recentVolumeRatio: between(0, 20),
    bbWidthPercentile: between(0, 100),
    btcCorrelation: between(-1, 1),
    tradesPerMinute: between(0, 1000),
    oiChange24hPct: between(-50, 50),
    turnover24h: between(0, 1e9),
    depth05Usd: between(0, 1e7),
    spreadBps: between(0, 100),
    breakout: fc.constantFrom('up', 'down', 'none', null),
  })
  .map((some) => ({ ...NO_METRICS, ...some }));

const anyWeights: fc.Arbitrary<Weights> = fc.dictionary(
  fc.constantFrom(...COMPONENTS.map((component) => component.name)),
  fc.double({ min: -1, max: 1, noNaN: true }).map((weight) => Math.round(weight * 100) / 100),
);

describe('scoreMarket', () => {
  test('weighs components with data, and names those without', () => {
    const metrics: Metrics = { ...NO_METRICS, oiChange24hPct: 10, btcCorrelation: 0.5 };
    const weights = { correlation: 0.25, oiDelta: 0.5, tradesPerMinute: 0.25 };
    expect(scoreMarket({ metrics, levels: null }, { weights })).toEqual({
      score: 1 / 0.75,
      score100: expect.closeTo(72.222, 3),
      components: [
        { name: 'oiDelta', raw: 10, value: 2, weight: 0.5, points: 1 / 0.75 },
        { name: 'correlation', raw: 0.5, value: 0, weight: 0.25, points: 0 },
      ],
      missing: ['tradesPerMinute'],
    });
  });

  test('a negative weight turns a component round', () => {
    const metrics: Metrics = { ...NO_METRICS, btcCorrelation: 1 };
    expect(scoreMarket({ metrics, levels: null }, { weights: { correlation: -0.2 } }).score).toBe(1);
  });

  test('only the ratios of weights matter', () => {
    const metrics: Metrics = { ...NO_METRICS, btcCorrelation: 0.25, oiChange24hPct: 5 };
    const score = (factor: number) =>
      scoreMarket({ metrics, levels: null }, { weights: { correlation: factor, oiDelta: 3 * factor } }).score;
    expect(score(8)).toBe(score(1));
  });

  test('has no score where nothing is known', () => {
    expect(scoreMarket({ metrics: NO_METRICS, levels: null }, { weights: { volume: 1 } })).toEqual({
      score: null,
      score100: null,
      components: [],
      missing: ['volume'],
    });
  });

  test('does not look at a component whose weight is 0 or absent', () => {
    const metrics = new Proxy(NO_METRICS, {
      get(target, name) {
        if (name !== 'btcCorrelation') throw new Error(`looked at ${String(name)}`);
        return Reflect.get(target, name) as unknown;
      },
    });
    const weights = { correlation: 1, volume: 0 };
    expect(scoreMarket({ metrics, levels: null }, { weights }).missing).toEqual(['correlation']);
  });

  test('is the sum of its lines, in every bit, and within its range', () => {
    fc.assert(
      fc.property(anyMetrics, anyWeights, (metrics, weights) => {
        const { score, score100, components, missing } = scoreMarket({ metrics, levels: [] }, { weights });
        const weighted = Object.values(weights).filter((weight) => weight !== 0).length;
        expect(components.length + missing.length).toBe(weighted);
        if (score === null || score100 === null) {
          expect(components).toHaveLength(0);
          return;
        }
        let sum = 0;
        for (const { points, value } of components) {
          sum += points;
          expect(Math.abs(value)).toBeLessThanOrEqual(3);
        }
        expect(Object.is(score, sum)).toBe(true);
        expect(Math.abs(score)).toBeLessThanOrEqual(3 + 1e-12);
        expect(score100).toBeGreaterThanOrEqual(0);
        expect(score100).toBeLessThanOrEqual(100);
      }),
      { numRuns: 1000 },
    );
  });

  test('does not change when all prices are multiplied by 2^n', () => {
    const weights = Object.fromEntries(COMPONENTS.map(({ name }) => [name, 1]));
    // The one component about amounts of money, which a change of the price changes.
    weights['liquidity'] = 0;
    fc.assert(
      fc.property(anyMetrics, fc.integer({ min: -30, max: 30 }), (metrics, n) => {
        const scaled = { ...metrics };
        for (const name of ['price', 'donchianHigh', 'donchianLow', 'atr'] as const) {
          const value = metrics[name];
          scaled[name] = value === null ? null : value * 2 ** n;
        }
        const score = scoreMarket({ metrics, levels: [] }, { weights });
        expect(scoreMarket({ metrics: scaled, levels: [] }, { weights })).toEqual(score);
      }),
    );
  });

  test('reaches both ends of the 0…100 scale', () => {
    const at = (bbWidthPercentile: number) =>
      scoreMarket(
        { metrics: { ...NO_METRICS, bbWidthPercentile }, levels: null },
        { weights: { volatility: 1 } },
      );
    expect(at(100)).toMatchObject({ score: 3, score100: 100 });
    expect(at(50)).toMatchObject({ score: 0, score100: 50 });
    expect(at(0)).toMatchObject({ score: -3, score100: 0 });
  });
});

describe('the scale that people see', () => {
  test('has 50 in its middle, and 50 and the points on it are the score', () => {
    expect([-3, 0, 3, 4].map(toScore100)).toEqual([0, NEUTRAL_SCORE100, 100, 100]);
    const points = [0.76, 0.47, -0.12];
    const score = points.reduce((sum, value) => sum + value, 0);
    const sum = points.reduce((before, value) => before + toPoints100(value), NEUTRAL_SCORE100);
    expect(sum).toBeCloseTo(toScore100(score), 10);
  });
});
