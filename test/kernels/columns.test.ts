import { beforeAll, describe, expect, test } from '../support/jest.js';
import { ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { type ColumnBench, columnBenchOf, columnProblem } from './column-bench.js';
import { COLUMN_CASES, type ColumnCase } from './column-cases.js';
import { kernelsOf } from './safety-fuzz.js';

let benches: Record<EngineName, ColumnBench>;
beforeAll(() => {
  benches = Object.fromEntries(
    ENGINE_NAMES.map((name) => [name, columnBenchOf(kernelsOf(name))]),
  ) as typeof benches;
});

describe.each(ENGINE_NAMES)('kernels over columns, %s', (engine) => {
  test.each(COLUMN_CASES.map((kernel) => [kernel.name, kernel] as const))(
    '%s writes its rows and nothing else, as it is defined',
    (_, kernel) => {
      expect(columnProblem(benches[engine], benches[engine === 'js' ? 'simd' : 'js'], kernel)).toBeNull();
    },
  );
});

describe('the check', () => {
  const change = COLUMN_CASES.find(({ name }) => name === 'changeColumn') as ColumnCase;
  const withBug = (shift: (from: number, to: number) => [number, number], span = 0): ColumnCase => ({
    ...change,
    call: (k, { inputs: [close], outputs: [out] }, from, to) =>
      k.changeColumn(close, out, ...shift(from, to), 12 + span),
  });

  test('finds a row too many, a row left out and a row that must not be read', () => {
    const { simd, js } = benches;
    expect(
      columnProblem(
        simd,
        js,
        withBug((from, to) => [from, to + 1]),
      ),
    ).toMatch(/wrote to byte/);
    expect(
      columnProblem(
        simd,
        js,
        withBug((from, to) => [from, to - 1]),
      ),
    ).toMatch(/left a row out/);
    expect(
      columnProblem(
        simd,
        js,
        withBug((from, to) => [from, to], 1),
      ),
    ).toMatch(/no input/);
  });

  test('meets every kernel over columns', () => {
    const names = new Set(COLUMN_CASES.map(({ name }) => name.split(' ')[0]));
    const all = Object.keys(benches.js.kernels);
    // In the order of assembly/index.ts: kernels over columns come after those over rows of four markets.
    expect(all.slice(all.indexOf('liveReference') + 1).filter((name) => !names.has(name))).toEqual([]);
  });
});
