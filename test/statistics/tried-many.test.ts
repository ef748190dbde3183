import { describe, expect, test } from '../support/jest.js';
import { benjaminiHochberg, benjaminiYekutieli, holm } from '../../src/statistics/adjusted-p.js';
import {
  pOfCount,
  realityCheckCount,
  resampledMeans,
  romanoWolfCounts,
  spaCount,
  spaThreshold,
} from '../../src/statistics/tried-many.js';

/** Excess of three screens on four dates. */
const ROWS = [
  [0.011, 0.002, -0.004],
  [-0.003, 0.007, 0.001],
  [0.009, -0.006, 0.0025],
  [0.0042, 0.0051, -0.0013],
];

/** Means of the columns over these dates. */
function meansOver(dates: readonly number[]): Float64Array {
  return Float64Array.from(
    [0, 1, 2],
    (k) => dates.reduce((sum, date) => sum + ROWS[date][k], 0) / dates.length,
  );
}

// Every one of the 4⁴ resamples instead of a sampler: counts are exact (numpy, by enumeration).
const everyResample = Array.from({ length: 256 }, (_, i) =>
  meansOver([i & 3, (i >> 2) & 3, (i >> 4) & 3, (i >> 6) & 3]),
);
const exhaustive = resampledMeans(4, meansOver([0, 1, 2, 3]), everyResample);

describe('tests of the best of many, over all resamples there are', () => {
  test('means and deviations', () => {
    expect([...exhaustive.means].map((m) => m.toFixed(6))).toEqual(['0.005300', '0.002025', '-0.000450']);
    expect([...exhaustive.deviations].map((d) => d.toFixed(8))).toEqual([
      '0.00539166',
      '0.00496507',
      '0.00245611',
    ]);
  });

  test('reality check', () => {
    expect(realityCheckCount(exhaustive)).toBe(1);
  });

  test('superior predictive ability', () => {
    expect(spaCount(exhaustive, 'upper')).toBe(7);
    expect(spaCount(exhaustive)).toBe(7);
    expect(spaCount(exhaustive, 'lower')).toBe(3);
    expect([...exhaustive.deviations].map((d) => (-spaThreshold(d, 4)).toPrecision(5))).toEqual([
      '-0.0021789',
      '-0.0020065',
      '-0.00099258',
    ]);
  });

  test('Romano and Wolf step down', () => {
    expect(romanoWolfCounts(exhaustive, 'greater')).toEqual([7, 107, 166]);
  });

  test('two-sided, a bad screen counts as far out as a good one', () => {
    const mirrored = resampledMeans(
      4,
      exhaustive.means.map((m) => -m),
      everyResample.map((means) => means.map((m) => -m)),
    );
    expect(romanoWolfCounts(mirrored, 'both')).toEqual(romanoWolfCounts(exhaustive, 'both'));
  });

  test('circular blocks of two: 16 resamples', () => {
    const resamples = Array.from({ length: 16 }, (_, i) =>
      meansOver([i & 3, ((i & 3) + 1) & 3, i >> 2, ((i >> 2) + 1) & 3]),
    );
    const blocks = resampledMeans(4, exhaustive.means, resamples);
    expect(realityCheckCount(blocks)).toBe(0);
    expect(blocks.deviations[0] ** 2 / 4).toBeCloseTo(1.745e-6, 10);
  });

  test('p of a bootstrap is never 0', () => {
    expect(pOfCount(0, 1999)).toBe(1 / 2000);
    expect(pOfCount(1999, 1999)).toBe(1);
  });

  test('a screen that never varies is not found', () => {
    const flat = resampledMeans(4, new Float64Array(2), [new Float64Array(2), new Float64Array(2)]);
    expect(spaCount(flat)).toBe(2);
    expect(romanoWolfCounts(flat, 'both')).toEqual([2, 2]);
  });
});

describe('adjusted p-values', () => {
  // 15 p-values of Benjamini & Hochberg's paper kind; adjusted by statsmodels.
  const p = [
    0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216, 0.222, 0.251, 0.269, 0.275, 0.34,
  ];
  const rounded = (values: readonly number[]): number[] => values.map((value) => Number(value.toFixed(6)));

  test('Benjamini and Hochberg', () => {
    expect(rounded(benjaminiHochberg(p))).toEqual([
      ...[0.015, 0.06, 0.126, 0.126, 0.126, 0.15, 0.158571],
      ...new Array<number>(7).fill(0.294643),
      0.34,
    ]);
  });

  test('Benjamini and Yekutieli', () => {
    expect(rounded(benjaminiYekutieli(p)).slice(0, 3)).toEqual([0.049773, 0.199094, 0.418097]);
  });

  test('Holm', () => {
    expect(rounded(holm(p)).slice(0, 7)).toEqual([0.015, 0.112, 0.507, 0.507, 0.507, 0.6, 0.666]);
  });

  test('are returned in the given order', () => {
    expect(rounded(holm([0.04, 0.01]))).toEqual([0.04, 0.02]);
    expect(holm([])).toEqual([]);
  });
});
