import { beforeAll, describe, expect, test } from '../support/jest.js';
import { ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { type ColumnCall, COLUMN_KERNELS } from '../../src/kernels/engine/column-calls.js';
import { type ColumnBench, columnBenchOf, columnProblem } from './column-bench.js';
import { COLUMN_CASES, type ColumnCase } from './column-cases.js';
import { kernelsOf } from './safety-fuzz.js';

let benches: Record<EngineName, ColumnBench>;
beforeAll(() => {
  benches = Object.fromEntries(
    ENGINE_NAMES.map((name) => [name, columnBenchOf(kernelsOf(name))]),
  ) as typeof benches;
});

describe.each(ENGINE_NAMES)('column kernels, %s', (engine) => {
  test.each(COLUMN_CASES.map((kernel) => [kernel.name, kernel] as const))(
    '%s writes its rows as defined, and nothing else',
    (_, kernel) => {
      expect(columnProblem(benches[engine], benches[engine === 'js' ? 'simd' : 'js'], kernel)).toBeNull();
    },
  );
});

describe('the check', () => {
  const change = COLUMN_CASES.find(({ name }) => name === 'change') as ColumnCase;
  /** The simd engine, called with other rows. */
  const withRows = (shift: (to: number) => number): ColumnBench => ({
    ...benches.simd,
    kernels: {
      columns: (calls, count, from, to) => benches.simd.kernels.columns(calls, count, from, shift(to)),
    },
  });

  test('finds an extra row, a missing row and a read out of bounds', () => {
    const { simd, js } = benches;
    expect(
      columnProblem(
        withRows((to) => to + 1),
        js,
        change,
      ),
    ).toMatch(/wrote to byte/);
    expect(
      columnProblem(
        withRows((to) => to - 1),
        js,
        change,
      ),
    ).toMatch(/skipped a row/);
    const longer: ColumnCase = {
      ...change,
      call: (at, pick) => ({ ...(change.call(at, pick) as { kernel: 'change' } & ColumnCall), span: 13 }),
    };
    expect(columnProblem(simd, js, longer)).toMatch(/not inputs/);
  });

  test('covers every column kernel', () => {
    const names = COLUMN_CASES.map(({ name }) => name);
    expect([...COLUMN_KERNELS].filter((name) => !names.includes(name))).toEqual([]);
  });
});
