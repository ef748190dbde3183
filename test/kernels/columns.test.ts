import { beforeAll, describe, expect, test } from '../support/jest.js';
import { tries } from '../support/budget.js';
import type { ColumnKernels } from '../../src/kernels/engine/column-kernels.js';
import { ENGINE_NAMES, type EngineName } from '../../src/kernels/engine/engine.js';
import { webAssembly } from '../../src/kernels/engine/webassembly.js';
import { COLUMN_CASES, type ColumnCase, type ColumnSpec, type ColumnType } from './column-cases.js';
import { seeded } from './helpers.js';
import { kernelsOf } from './safety-fuzz.js';

const SEED = 20261125;
const PAGES = 3;
/** Above the constants of the modules. */
const BASE = 65536;
/** Of a column: rows before row 0, and up to 100 of the widest. */
const SLOT_BYTES = 4096;
const ROW0 = 512;
const LONGEST = 40;
/** With a short budget still every rest of a division by the lanes, with and without whole vectors. */
const LENGTHS = Array.from({ length: tries(LONGEST + 1, 14) }, (_, length) => length);

const ROW_BYTES: Readonly<Record<ColumnType, number>> = {
  double: 8,
  single: 4,
  integer: 4,
  byte: 1,
  lane: 16,
  row: 16,
  word: 4,
};
const WIDTH: Readonly<Record<ColumnType, number>> = { ...ROW_BYTES, lane: 4 };
const valuesOf = (type: ColumnType): number => (type === 'row' ? 4 : 1);
const SPECIALS = [NaN, Infinity, -Infinity, 0, -0, 1e-40, 1e300];

/** One engine's kernels over a memory of its own. */
interface Bench {
  readonly kernels: ColumnKernels;
  readonly view: DataView;
  readonly bytes: Buffer;
}

function benchOf(engine: EngineName): Bench {
  const host = webAssembly();
  if (host === undefined) throw new Error('Expected WebAssembly.');
  const memory = new host.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  const kernels = kernelsOf(engine)(memory);
  return {
    kernels,
    view: new DataView(memory.buffer as ArrayBuffer),
    bytes: Buffer.from(memory.buffer as ArrayBuffer),
  };
}

function write(view: DataView, type: ColumnType, address: number, value: number): void {
  if (type === 'double') view.setFloat64(address, value, true);
  else if (type === 'byte') view.setInt8(address, value);
  else if (type === 'integer' || type === 'word') view.setInt32(address, value, true);
  else view.setFloat32(address, value, true);
}

function read(view: DataView, type: ColumnType, address: number): number {
  if (type === 'double') return view.getFloat64(address, true);
  if (type === 'byte') return view.getInt8(address);
  return type === 'integer' || type === 'word'
    ? view.getInt32(address, true)
    : view.getFloat32(address, true);
}

function draw({ from = 'any', type }: ColumnSpec, random: () => number): number {
  if (from === 'zero') return 0;
  if (from === 'rare') return random() < 0.03 ? 1 : 0;
  if (from === 'flags') return random() < 0.7 ? 1 : 0;
  if (from === 'prices') return Math.round(100 + 20 * random());
  if (type === 'integer' || type === 'byte') return Math.floor(random() * 3);
  return random() < 0.1 ? SPECIALS[Math.floor(random() * SPECIALS.length)] : random() * 2 - 0.5;
}

/** Rows of a column that hold something, or that are written. */
function rowsOf({ rows, back = 0 }: ColumnSpec, from: number, to: number): [number, number] {
  return rows === undefined ? [from - back, to] : [0, rows];
}

/**
 * Calls a kernel in a memory full of `rest`, with the same inputs whatever that is.
 * @returns its outputs, row by row, and the first byte that it should not have written to
 */
function outcome(
  { view, bytes, kernels }: Bench,
  kernel: ColumnCase,
  { from, to, seed, rest }: { from: number; to: number; seed: number; rest: number },
): { values: number[]; damaged: number | null } {
  const { inputs, outputs, changed = [], factor = 1 } = kernel;
  const random = seeded(seed);
  bytes.fill(rest, BASE);
  const addressOf = (index: number): number => BASE + index * SLOT_BYTES + ROW0;
  const all = [...inputs, ...outputs, ...changed].map((spec, index) => ({ spec, address: addressOf(index) }));
  const isOutput = (index: number): boolean =>
    index >= inputs.length && index < inputs.length + outputs.length;
  for (const [index, { spec, address }] of all.entries()) {
    if (isOutput(index)) continue;
    const scale = index < inputs.length ? factor : 1;
    const [first, end] = rowsOf(spec, from * scale, to * scale);
    for (let t = first; t < end; t++) {
      for (let value = 0; value < valuesOf(spec.type); value++) {
        write(view, spec.type, address + t * ROW_BYTES[spec.type] + value * 4, draw(spec, random));
      }
    }
  }
  const at = {
    inputs: all.slice(0, inputs.length).map(({ address }) => address),
    outputs: all.slice(inputs.length, inputs.length + outputs.length).map(({ address }) => address),
    changed: all.slice(inputs.length + outputs.length).map(({ address }) => address),
  };
  const pick = (values: readonly number[]): number => values[Math.floor(random() * values.length)];
  for (const { at: index, targets } of kernel.tables ?? []) {
    const table = at.inputs[index];
    view.setFloat64(table, pick([64, 2 ** -20]), true);
    view.setFloat64(table + 8, pick([0, 1.7]), true);
    const words = targets.flatMap((target, kind) => [at.inputs[kind], at.outputs[target], kind]);
    words.forEach((word, i) => view.setInt32(table + 16 + i * 4, word, true));
  }
  // slice of a Buffer would be the same bytes.
  const before = Buffer.from(bytes);
  kernel.call(kernels, at, from, to, pick);
  const values: number[] = [];
  const after = Buffer.from(bytes);
  for (const { spec, address } of all.slice(inputs.length)) {
    const [first, end] = rowsOf({ ...spec, back: 0 }, from, to);
    for (let t = first; t < end; t++) {
      const place = address + t * ROW_BYTES[spec.type];
      for (let value = 0; value < valuesOf(spec.type); value++) {
        values.push(read(view, spec.type, place + value * 4));
      }
      before.copy(after, place, place, place + WIDTH[spec.type]);
    }
  }
  if (after.equals(before)) return { values, damaged: null };
  return { values, damaged: after.findIndex((byte, address) => byte !== before[address]) };
}

/** What is wrong with a kernel of an engine, compared with the JavaScript one; null: nothing. */
function problem(bench: Bench, js: Bench, kernel: ColumnCase): string | null {
  for (const length of LENGTHS) {
    for (const from of [0, 1, 3].filter((first) => first <= length)) {
      const call = { from, to: length, seed: SEED + length };
      const where = `rows [${from}, ${length})`;
      const [first, second] = [0x5a, 0xa5].map((rest) => outcome(bench, kernel, { ...call, rest }));
      if (first.damaged !== null) return `${where}: wrote to byte ${first.damaged}`;
      const differs = (other: readonly number[]): boolean =>
        other.some((value, i) => !Object.is(value, first.values[i]));
      if (differs(second.values)) return `${where}: depends on bytes that are no input, or left a row out`;
      if (differs(outcome(js, kernel, { ...call, rest: 0x5a }).values)) return `${where}: not what js gives`;
    }
  }
  return null;
}

let benches: Record<EngineName, Bench>;
beforeAll(() => {
  benches = Object.fromEntries(ENGINE_NAMES.map((name) => [name, benchOf(name)])) as typeof benches;
});

describe.each(ENGINE_NAMES)('kernels over columns, %s', (engine) => {
  test.each(COLUMN_CASES.map((kernel) => [kernel.name, kernel] as const))(
    '%s writes its rows and nothing else, the numbers of js',
    (_, kernel) => {
      expect(problem(benches[engine], benches.js, kernel)).toBeNull();
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
      problem(
        simd,
        js,
        withBug((from, to) => [from, to + 1]),
      ),
    ).toMatch(/wrote to byte/);
    expect(
      problem(
        simd,
        js,
        withBug((from, to) => [from, to - 1]),
      ),
    ).toMatch(/left a row out/);
    expect(
      problem(
        simd,
        js,
        withBug((from, to) => [from, to], 1),
      ),
    ).toMatch(/no input/);
  });

  test('meets every kernel over columns', () => {
    const names = new Set(COLUMN_CASES.map(({ name }) => name.split(' ')[0]));
    const all = Object.keys(benches.js.kernels);
    // In the order of js/index.ts: kernels over columns come after those over rows of four markets.
    expect(all.slice(all.indexOf('liveReference') + 1).filter((name) => !names.has(name))).toEqual([]);
  });
});

test('the turnover is the sum of the last rows', () => {
  const kernel = COLUMN_CASES.find(({ name }) => name === 'turnoverColumn') as ColumnCase;
  const { view } = benches.js;
  const { values } = outcome(benches.simd, kernel, { from: 0, to: LONGEST, seed: SEED, rest: 0 });
  outcome(benches.js, kernel, { from: 0, to: LONGEST, seed: SEED, rest: 0 });
  const input = (column: number, t: number): number =>
    read(view, 'double', BASE + column * SLOT_BYTES + ROW0 + t * 8);
  for (let t = 0; t < LONGEST; t++) {
    let sum = 0;
    for (let i = Math.max(0, t - 6); i <= t; i++) {
      sum += input(3, i) * ((input(0, i) + input(1, i) + input(2, i)) / 3);
    }
    expect(Math.abs(values[t] / sum - 1)).toBeLessThan(1e-12);
  }
});
