import { beforeAll, describe, expect, test } from '../support/jest.js';
import { CATALOGUE, findIndicator } from '../../src/indicators/catalogue.js';
import { resolveParameters } from '../../src/indicators/parameters.js';
import { type Engine, ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { FUSED_KERNELS } from '../../src/kernels/program/fused-kernels.js';
import { PROGRAMS } from '../../src/kernels/program/programs.js';
import { ACCURACY_LIMITS } from '../kernels/accuracy-limits.js';
import { allEngines, randomMarket, scan, seeded, seriesOf } from '../kernels/helpers.js';
import { casesOf, readVectors } from '../kernels/vector-cases.js';

let engines: Record<EngineName, Engine>;
beforeAll(async () => {
  engines = await allEngines();
});

const ids = CATALOGUE.map(({ id }) => id);
const outputs = CATALOGUE.flatMap((row) => row.outputs.map(({ name }) => name));

describe('the catalogue', () => {
  test('names every indicator and every output once', () => {
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(outputs).size).toBe(outputs.length);
  });

  test('has a program for every row, and a row for every program', () => {
    expect(Object.keys(PROGRAMS).sort()).toEqual([...ids].sort());
    for (const { ids: members } of FUSED_KERNELS) for (const id of members) expect(ids).toContain(id);
  });

  test('has reference values of our own for every output', () => {
    const covered = new Set(
      readVectors('test/vectors').flatMap((file) => casesOf(file).cases.map((one) => one.output)),
    );
    expect(outputs.filter((name) => !covered.has(name))).toEqual([]);
  });

  test('has a promised accuracy for every output', () => {
    expect(Object.keys(ACCURACY_LIMITS).sort()).toEqual([...outputs].sort());
  });

  test('has the same kernels in every engine', () => {
    const exported = ENGINE_NAMES.map((name) =>
      Object.keys(engines[name].kernels)
        .filter((key) => key !== 'memory')
        .sort(),
    );
    expect(exported[1]).toEqual(exported[0]);
    expect(exported[2]).toEqual(exported[0]);
  });

  test('states exactly where each row starts to have values', () => {
    const market = seriesOf(randomMarket(seeded(1), 300));
    const benchmark = seriesOf(randomMarket(seeded(2), 300));
    const changed = { period: 7, window: 31 };
    for (const { id, parameters, outputs: own, lookback } of CATALOGUE) {
      const known = parameters
        .filter(({ name }) => name in changed)
        .map(({ name }) => name as keyof typeof changed);
      for (const params of [{}, Object.fromEntries(known.map((name) => [name, changed[name]]))]) {
        const slab = scan(engines.simd, [market], { indicators: [{ id, params }], benchmark });
        for (const { name } of own) {
          const first = slab.series(0, name).findIndex((value) => !Number.isNaN(value));
          expect([name, first]).toEqual([name, lookback(resolveParameters(findIndicator(id), params))]);
        }
        slab.dispose();
      }
    }
  });

  test('checks parameters and says what was expected', () => {
    const atr = findIndicator('atr');
    expect(resolveParameters(atr)).toEqual({ period: 14, smoothing: 'wilder' });
    expect(() => findIndicator('macd')).toThrow('Expected an indicator id (trueRange, atr');
    expect(() => resolveParameters(atr, { periods: 3 })).toThrow(
      'Expected a parameter of atr (period, smoothing), got "periods".',
    );
    expect(() => resolveParameters(atr, { period: 0 })).toThrow(
      'Expected `period` of atr to be an integer from 1 to 1000, got 0.',
    );
    expect(() => resolveParameters(atr, { period: 2.5 })).toThrow('an integer');
    expect(() => resolveParameters(atr, { period: '14' })).toThrow(TypeError);
    expect(() => resolveParameters(atr, { smoothing: 'sma' })).toThrow('one of wilder, ema, got sma');
  });
});
