import { describe, expect, test } from '../support/jest.js';
import { backtestOverfitting } from '../../src/statistics/backtest-overfitting.js';
import { effectiveCount, wilsonInterval } from '../../src/statistics/proportion.js';
import { ranksOf, spearman } from '../../src/statistics/ranks.js';
import {
  approximateMaximum,
  deflatedSharpe,
  expectedMaximum,
  luckySharpe,
  maximumMoments,
  probabilisticSharpe,
  sharpeError,
} from '../../src/statistics/sharpe.js';
import { uniformNumbers } from './series.js';

describe('the largest of K numbers without skill', () => {
  test.each([
    [2, 0.519755],
    [5, 1.192594],
    [10, 1.574598],
    [45, 2.23564],
    [100, 2.530603],
    [1000, 3.255122],
  ])('K = %d, approximately', (trials, expected) => {
    expect(approximateMaximum(trials)).toBeCloseTo(expected, 6);
  });

  // scipy.integrate.quad
  test.each([
    [2, 0.56419, 0.825645],
    [5, 1.162964, 0.66898],
    [10, 1.538753, 0.586808],
    [100, 2.507594, 0.429424],
    [1000, 3.241436, 0.351362],
  ])('K = %d, by the integral', (trials, mean, deviation) => {
    expect(maximumMoments(trials).mean).toBeCloseTo(mean, 6);
    expect(maximumMoments(trials).deviation).toBeCloseTo(deviation, 6);
  });

  test('few are integrated, many approximated', () => {
    expect(expectedMaximum(1)).toBeCloseTo(0, 12);
    expect(expectedMaximum(10)).toBe(maximumMoments(10).mean);
    expect(expectedMaximum(100)).toBe(approximateMaximum(100));
  });
});

describe('Sharpe ratios', () => {
  // The example of Bailey & López de Prado 2014.
  const paper = { sharpe: 2.5 / Math.sqrt(250), periods: 1250, skewness: -3, kurtosis: 10 };

  test('deflated by the number of trials', () => {
    expect(luckySharpe(0.5 / 250, 100)).toBeCloseTo(0.113172, 6);
    expect(deflatedSharpe(paper, 0.5 / 250, 100)).toBeCloseTo(0.9003968, 6);
    expect(deflatedSharpe(paper, 0.5 / 250, 46)).toBeCloseTo(0.9505017, 6);
    expect(deflatedSharpe({ ...paper, skewness: 0, kurtosis: 3 }, 0.5 / 250, 88)).toBeCloseTo(0.9504908, 6);
  });

  // Bailey & López de Prado 2012
  test.each([
    [0, 3, 0.2191765, 0.9816749],
    [-2.448, 10.164, 0.3363327, 0.9133611],
  ])('probabilistic, skewness %f', (skewness, kurtosis, error, psr) => {
    const sample = { sharpe: 0.458, periods: 24, skewness, kurtosis };
    expect(sharpeError(sample)).toBeCloseTo(error, 7);
    expect(probabilisticSharpe(sample, 0)).toBeCloseTo(psr, 6);
  });
});

describe('overfitting', () => {
  test('five trials of sixteen dates in four parts', () => {
    // Reference: numpy over the same numbers, rank/(N+1).
    const numbers = uniformNumbers(7, 80);
    const columns = [0, 1, 2, 3, 4].map((k) => Array.from({ length: 16 }, (_, row) => numbers[row * 5 + k]));
    const found = backtestOverfitting(columns, 4);
    expect([...found.logits].sort((a, b) => a - b).map((x) => Number(x.toFixed(9)) + 0)).toEqual([
      -1.609437912, -0.693147181, 0, 0, 0, 0.693147181,
    ]);
    expect(found.probability).toBeCloseTo(0.8333333333, 10);
    expect(found.lossOutside).toBeCloseTo(0.3333333333, 10);
    expect(found.slope).toBeCloseTo(-1.1007769546, 9);
  });

  test('a trial that is the best everywhere is never overfitted', () => {
    const columns = [0, 1, 2].map((k) => uniformNumbers(k + 1, 64).map((u) => u + (k === 1 ? 1 : 0)));
    expect(backtestOverfitting(columns, 4).probability).toBe(0);
  });
});

describe('proportions and ranks', () => {
  test.each([
    [44, 100, 0.34672, 0.537719],
    [10, 10, 0.722467, 1],
    [0, 10, 0, 0.277533],
  ])('Wilson interval of %d/%d', (hits, of, low, high) => {
    const found = wilsonInterval(hits, of);
    expect(found.low).toBeCloseTo(low, 6);
    expect(found.high).toBeCloseTo(high, 6);
  });

  test('observations that come in groups count less', () => {
    expect(effectiveCount(100, 8, 0.212)).toBeCloseTo(40.26, 2);
  });

  test('ties share their ranks', () => {
    expect([...ranksOf([1, 2, 2, 4, 5])]).toEqual([1, 2.5, 2.5, 4, 5]);
    expect(spearman([1, 2, 2, 4, 5], [0.1, 0.3, -0.2, 0.3, 0.5])).toBeCloseTo(0.7631578947368421, 14);
  });
});
