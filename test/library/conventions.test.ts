import { describe, expect, test } from '../support/jest.js';
import { indicators } from '../../src/library/kernels.js';
import { ENGINE_NAMES } from '../../src/kernels/engine/engine.js';
import { sharedFolder } from '../kernels/helpers.js';
import { readVectors } from '../kernels/vector-cases.js';
import { wanderingColumns } from './columns.js';

const MINUTE = 60_000;

/** By hand, from the definition that is named. */
const VECTORS = [
  {
    name: 'Donchian with the current bar: the highest of the last three',
    columns: { high: [3, 5, 4, 4, 4, 9], low: [2, 4, 1, 3, 3, 3], close: [2.5, 4.5, 3, 3.5, 3.5, 8] },
    options: {
      indicators: ['donchian'],
      params: { donchian: { period: 3 } },
      conventions: { donchian: 'withCurrentBar' },
    },
    expected: { donchianHigh: [NaN, NaN, 5, 5, 4, 9], donchianLow: [NaN, NaN, 1, 1, 1, 3] },
  },
  {
    name: "Wilder's ATR of two bars whose first range is high − low: (2 + 4) / 2, then halves",
    columns: { high: [10, 13, 12, 12], low: [8, 9, 11, 10], close: [9, 12, 11, 11] },
    options: {
      indicators: ['atr'],
      params: { atr: { period: 2 } },
      conventions: { atr: 'firstRangeHighLow' },
    },
    expected: { atr: [NaN, 3, 2, 2] },
  },
  {
    name: 'sample deviation of 2, 4, 4, 4, 5, 5, 7, 9: √(32 / 7)',
    columns: { close: [2, 4, 4, 4, 5, 5, 7, 9] },
    options: {
      indicators: ['bollinger'],
      params: { bollinger: { period: 8 } },
      conventions: { bollinger: 'sampleDeviation' },
    },
    expected: {
      bbMiddle: [...Array<number>(7).fill(NaN), 5],
      bbDeviation: [...Array<number>(7).fill(NaN), Math.sqrt(32 / 7)],
      bbUpper: [...Array<number>(7).fill(NaN), 5 + 2 * Math.sqrt(32 / 7)],
      bbPercentB: [...Array<number>(7).fill(NaN), 0.5 + 4 / (4 * Math.sqrt(32 / 7))],
    },
  },
  {
    name: "Cutler's RSI of three changes: +1 −1 +2, −1 +2 0, +2 0 0, 0 0 0",
    columns: { close: [5, 6, 5, 7, 7, 7, 7] },
    options: { indicators: ['rsi'], params: { rsi: { period: 3 } }, conventions: { rsi: 'simpleMeans' } },
    expected: { rsi: [NaN, NaN, NaN, 75, 200 / 3, 100, 50] },
  },
  {
    name: 'percent rank with ≤: a market that turns about has ties alone',
    columns: { close: [1, 2, 1, 2, 1, 2] },
    options: {
      indicators: ['bbWidthPercentile'],
      params: { bbWidthPercentile: { period: 2, window: 3 } },
      conventions: { bbWidthPercentile: 'atOrBelow' },
    },
    expected: { bbWidthPercentile: [NaN, NaN, NaN, 100, 100, 100] },
  },
  {
    name: 'surge over the mean of the three before',
    columns: { close: [1, 1, 1, 1, 1], volume: [1, 2, 6, 9, 0] },
    options: {
      indicators: ['surgeShort'],
      params: { surgeShort: { period: 3 } },
      conventions: { surgeShort: 'meanBefore' },
    },
    expected: { surgeShort: [NaN, NaN, NaN, 3, 0] },
  },
  {
    name: 'VWAP anchored at the second bar',
    columns: {
      high: [9, 3, 6],
      low: [9, 3, 6],
      close: [9, 3, 6],
      volume: [5, 1, 2],
      openTimeMs: [0, MINUTE, 2 * MINUTE],
    },
    options: { indicators: ['vwap'], conventions: { vwap: { anchoredAtMs: MINUTE } } },
    expected: { vwap: [NaN, 3, 5] },
  },
] as const;

describe.each(ENGINE_NAMES)('conventions of other tools (%s)', (engine) => {
  test.each(VECTORS.map((vector) => [vector.name, vector] as const))('%s', async (_, vector) => {
    const { columns, options, expected } = vector;
    const computed = (await indicators(columns as never, { ...options, engine } as never)) as Record<
      string,
      Float64Array
    >;
    for (const [name, values] of Object.entries(expected)) {
      expect(computed[name].length).toBe(values.length);
      for (const [bar, value] of values.entries()) {
        if (Number.isNaN(value)) expect(computed[name][bar]).toBeNaN();
        else expect(computed[name][bar]).toBeCloseTo(value, 12);
      }
    }
  });

  test('change nothing else, and are the same bits', async () => {
    const columns = wanderingColumns(300);
    const usual = await indicators(columns, { engine });
    const other = await indicators(columns, {
      engine,
      conventions: { donchian: 'withCurrentBar', surgeShort: 'meanBefore' },
    });
    const simd = await indicators(columns, { engine: 'simd', conventions: { surgeShort: 'meanBefore' } });
    expect(other.surgeShort).toEqual(simd.surgeShort);
    const changed = Object.keys(usual).filter((name) => {
      const [a, b] = [usual, other].map((all) => Array.from((all as Record<string, Float64Array>)[name]));
      return a.some((value, bar) => !Object.is(value, b[bar]));
    });
    expect(changed.sort()).toEqual(['donchianHigh', 'donchianLow', 'surgeShort']);
    // Ours of a bar are theirs of the bar before.
    expect(other.donchianHigh![250]).toBeCloseTo(usual.donchianHigh![251], 4);
  });
});

/** Columns of the reference vectors that only a convention computes. */
const SHARED: Readonly<Record<string, readonly [string, string, object]>> = {
  'DONCHIAN upper_incl': ['donchian', 'donchianHigh', { donchian: 'withCurrentBar' }],
  'DONCHIAN lower_incl': ['donchian', 'donchianLow', { donchian: 'withCurrentBar' }],
  'ATR atr_wilder_tr0_hl': ['atr', 'atr', { atr: 'firstRangeHighLow' }],
  'BBANDS std_sample': ['bollinger', 'bbDeviation', { bollinger: 'sampleDeviation' }],
  'STDDEV std_sample': ['bollinger', 'bbDeviation', { bollinger: 'sampleDeviation' }],
  'BBANDS/STDDEV std_sample': ['bollinger', 'bbDeviation', { bollinger: 'sampleDeviation' }],
  'BBANDS width_percent_sample_std': ['bollinger', 'bbWidthPct', { bollinger: 'sampleDeviation' }],
};

test('agree with the reference vectors of those conventions', async () => {
  const folder = sharedFolder('vectors');
  let compared = 0;
  for (const file of folder === null ? [] : readVectors(folder)) {
    for (const [column, expected] of Object.entries(file.expected)) {
      const known = SHARED[`${file.indicator} ${column}`];
      if (known === undefined) continue;
      const [id, output, conventions] = known;
      const { high, low, close } = file.input;
      const columns = { close, ...(high ? { high, low } : {}) };
      const { period, mult } = file.params;
      const params = { [id]: { period, ...(id === 'bollinger' && mult ? { multiplier: mult } : {}) } };
      const computed = await indicators(columns as never, { indicators: [id], params, conventions } as never);
      for (const [bar, value] of expected.entries()) {
        if (value === null) continue;
        const actual = (computed as Record<string, Float64Array>)[output][bar];
        const { abs, rel } = file.tolerance;
        expect(Math.abs(actual - value)).toBeLessThanOrEqual(abs + (rel + 1e-9) * Math.abs(value));
        compared++;
      }
    }
  }
  expect(compared > 0 || folder === null).toBe(true);
});

test.each([
  [{ sma: 'x' }, 'Expected `conventions` of requested rows'],
  [{ rsi: 'wilder' }, 'Expected `conventions.rsi` to be simpleMeans, got "wilder".'],
  [{ vwap: 'day' }, 'Expected `conventions.vwap` to be { anchoredAtMs } in UTC ms, got "day".'],
])('an invalid convention is rejected: %j', async (conventions, message) => {
  await expect(indicators(wanderingColumns(50), { conventions: conventions as never })).rejects.toThrow(
    message,
  );
});
