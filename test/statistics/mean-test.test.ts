import { describe, expect, test } from '../support/jest.js';
import { optimalBlockLengths } from '../../src/statistics/block-length.js';
import {
  calendarTest,
  cosineCount,
  cosineTest,
  cubeRoot,
  minimumDetectableEffect,
  neweyWestError,
} from '../../src/statistics/mean-test.js';
import { kurtosis, mean, sampleVariance, skewness } from '../../src/statistics/moments.js';
import { blockSampler, stationaryError } from '../../src/statistics/stationary-bootstrap.js';
import { createRng, keyOf } from '../../src/util/rng.js';
import { autoregression } from './series.js';

// Reference values: numpy, scipy and arch over the same series (test/statistics/series.ts).
const series = autoregression(200, 0.5);

describe('the series of the reference values', () => {
  test('is made alike', () => {
    expect([...series.slice(0, 3)].map((y) => y.toFixed(8))).toEqual([
      '-0.26354447',
      '-0.26250156',
      '-0.12700875',
    ]);
    expect(mean(series)).toBeCloseTo(-0.00327769765553474, 15);
    expect(sampleVariance(series)).toBeCloseTo(0.108766731434094, 14);
  });
});

describe('equal-weighted cosines', () => {
  test.each([
    [4, 0.0162498887004, -0.201705852635, 0.849989322113],
    [8, 0.0265782862606, -0.123322385176, 0.904893833858],
    [13, 0.0342242365766, -0.0957712423534, 0.925162857568],
  ])('with %d cosines', (cosines, standardError, t, p) => {
    const found = cosineTest(series, cosines);
    expect(found.standardError).toBeCloseTo(standardError, 12);
    expect(found.t).toBeCloseTo(t, 11);
    expect(found.p).toBeCloseTo(p, 11);
    expect(found.degrees).toBe(cosines);
  });

  test('a calendar without gaps gives the same', () => {
    const everyDate = Int32Array.from(series, (_, i) => i);
    expect(calendarTest(series, everyDate, 200, 8)).toEqual(cosineTest(series, 8));
  });

  test('with gaps the error is that of the mean over dates with values', () => {
    // By hand: values 1 and 3 on dates 0 and 3 of 4; centred −1 and 1; one cosine √(2/4)·(cos(7π/8) − cos(π/8)).
    const found = calendarTest([1, 3], [0, 3], 4, 1);
    const projection = Math.sqrt(0.5) * (Math.cos((7 * Math.PI) / 8) - Math.cos(Math.PI / 8));
    expect(found.standardError).toBeCloseTo(Math.sqrt(projection ** 2 * 4) / 2, 14);
  });

  test('nothing that varies has no p', () => {
    expect(cosineTest([2, 2, 2, 2], 4)).toEqual({ mean: 2, standardError: 0, t: NaN, p: NaN, degrees: 4 });
  });

  test('the number of cosines follows dates and horizon', () => {
    expect(cosineCount(2000, 1)).toBe(63);
    expect(cosineCount(2000, 48)).toBe(20);
    expect(cosineCount(50, 48)).toBe(4);
    expect(cubeRoot(27)).toBe(3);
    expect(cubeRoot(1e-9)).toBeCloseTo(1e-3, 15);
  });
});

describe('other errors of a mean', () => {
  test.each([
    [0, 0.0232618676998],
    [4, 0.0347326712335],
    [11, 0.0350646988764],
    [24, 0.0257323523434],
  ])('Newey and West with %d lags', (lags, expected) => {
    expect(neweyWestError(series, lags)).toBeCloseTo(expected, 12);
  });

  test('Newey and West of a short series, from a Fama–MacBeth example', () => {
    const d = [0.012, -0.004, 0.009, 0.011, -0.002, 0.008, 0.01, -0.001];
    expect(neweyWestError(d, 2)).toBeCloseTo(0.0007252872993970503, 15);
  });

  test.each([
    [1, 0.0232618676998],
    [5, 0.0334294302],
    [6.545052203, 0.03293904121],
    [10, 0.03089653976],
    [12, 0.0296772686066],
    [20, 0.02586846442],
  ])('stationary bootstrap with mean block %f, exactly', (block, expected) => {
    expect(stationaryError(series, block)).toBeCloseTo(expected, 11);
  });

  test('the sampler has the exact error', () => {
    const draw = blockSampler(series.length, 5, createRng(keyOf(1, 'bootstrap')));
    const means = Array.from({ length: 4000 }, () => {
      const drawn: number[] = [];
      const blocks = draw();
      for (let i = 0; i < blocks.length; i += 2) {
        for (let k = 0; k < blocks[i + 1]; k++) drawn.push(series[(blocks[i] + k) % series.length]);
      }
      expect(drawn).toHaveLength(series.length);
      return mean(drawn);
    });
    // The standard deviation of 4000 means is within 4 of its own errors, 1/√8000 of it.
    expect(Math.abs(Math.sqrt(sampleVariance(means)) / 0.0334294302 - 1)).toBeLessThan(4 / Math.sqrt(8000));
  });
});

describe('block length', () => {
  // arch.bootstrap.optimal_block_length: stationary, circular
  test.each([
    [200, 0, 0.38376634778, 0.43930280412],
    [200, 0.5, 6.545052203356759, 7.492214475437549],
    [500, 0.5, 8.069732558, 9.237537793],
    [500, 0.9, 24.104701801, 27.592995464],
    [1000, 0.3, 8.746054722, 10.011733406],
  ])('of %d values, φ = %f', (count, phi, stationary, circular) => {
    const found = optimalBlockLengths(autoregression(count, phi));
    expect(found.stationary).toBeCloseTo(Math.max(1, stationary), 8);
    expect(found.circular).toBeCloseTo(Math.max(1, circular), 8);
  });
});

describe('what can be seen at all', () => {
  test.each([
    [0.02, 30, 0.0102],
    [0.02, 1000, 0.0018],
    [0.05, 100, 0.014],
    [0.05, 300, 0.0081],
  ])('deviation %f over %d dates', (deviation, dates, expected) => {
    expect(minimumDetectableEffect(deviation / Math.sqrt(dates), Infinity)).toBeCloseTo(expected, 4);
  });

  test('moments of a skewed sample, by hand', () => {
    // 0, 0, 0, 4: deviations −1 −1 −1 3, m₂ = 3, m₃ = 6, m₄ = 21
    expect(skewness([0, 0, 0, 4])).toBeCloseTo(6 / 3 ** 1.5, 15);
    expect(kurtosis([0, 0, 0, 4])).toBeCloseTo(21 / 9, 15);
  });
});
