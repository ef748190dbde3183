import { tries } from '../support/budget.js';
import { writeColumnCalls } from '../../src/kernels/engine/column-calls.js';
import type { Kernels } from '../../src/kernels/engine/kernels.js';
import { type PagedMemory, webAssembly } from '../../src/kernels/engine/webassembly.js';
import type { ColumnCase, ColumnSpec, ColumnType } from './column-cases.js';
import { COLUMN_DEFINITIONS, isAsDefined } from './column-definitions.js';
import { seeded } from './helpers.js';

const SEED = 20261125;
const PAGES = 3;
/** Above the constants of the modules. The call precedes all columns. */
const CALL = 65536;
const BASE = 65536 + 64;
/** Memory per column: the rows before row 0, and up to 100 of the widest rows. */
const SLOT_BYTES = 4096;
const ROW0 = 512;
const LONGEST = 40;
/** Even a short budget covers every remainder modulo the lanes, with and without whole vectors. */
const LENGTHS = Array.from({ length: tries(LONGEST + 1, 14) }, (_, length) => length);

const ROW_BYTES: Readonly<Record<ColumnType, number>> = {
  double: 8,
  single: 4,
  integer: 4,
  byte: 1,
  lane: 16,
  row: 16,
};
const WIDTH: Readonly<Record<ColumnType, number>> = { ...ROW_BYTES, lane: 4 };
const valuesOf = (type: ColumnType): number => (type === 'row' ? 4 : 1);
const SPECIALS = [NaN, Infinity, -Infinity, 0, -0, 1e-40, 1e300];

/** One engine's kernels over a separate memory. */
export interface ColumnBench {
  readonly kernels: Pick<Kernels, 'columns'>;
  readonly view: DataView;
  readonly bytes: Buffer;
}

export function columnBenchOf(kernelsOf: (memory: PagedMemory) => Pick<Kernels, 'columns'>): ColumnBench {
  const host = webAssembly();
  if (host === undefined) throw new Error('Expected WebAssembly.');
  const memory = new host.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  return {
    kernels: kernelsOf(memory),
    view: new DataView(memory.buffer as ArrayBuffer),
    bytes: Buffer.from(memory.buffer as ArrayBuffer),
  };
}

function write(view: DataView, type: ColumnType, address: number, value: number): void {
  if (type === 'double') view.setFloat64(address, value, true);
  else if (type === 'byte') view.setInt8(address, value);
  else if (type === 'integer') view.setInt32(address, value, true);
  else view.setFloat32(address, value, true);
}

function read(view: DataView, type: ColumnType, address: number): number {
  if (type === 'double') return view.getFloat64(address, true);
  if (type === 'byte') return view.getInt8(address);
  return type === 'integer' ? view.getInt32(address, true) : view.getFloat32(address, true);
}

function draw({ from = 'any', type }: ColumnSpec, random: () => number): number {
  if (from === 'zero') return 0;
  if (from === 'rare') return random() < 0.03 ? 1 : 0;
  if (from === 'flags') return random() < 0.7 ? 1 : 0;
  if (from === 'prices') return Math.round(100 + 20 * random());
  if (type === 'integer' || type === 'byte') return Math.floor(random() * 3);
  return random() < 0.1 ? SPECIALS[Math.floor(random() * SPECIALS.length)] : random() * 2 - 0.5;
}

/** Rows of a column that have values or are written. */
function rowsOf({ rows, back = 0 }: ColumnSpec, from: number, to: number): [number, number] {
  return rows === undefined ? [from - back, to] : [0, rows];
}

/** The outcome of a call. */
interface Outcome {
  /** Its outputs, row by row, then the columns that it changes. */
  readonly values: number[];
  /** Their values by definition; null if only the kernel defines them. */
  readonly expected: (number | null)[];
  /** The first byte that it should not have written to. */
  readonly damaged: number | null;
}

/** Calls a kernel in a memory filled with `rest`, with the same inputs for any `rest`. */
function outcome(
  { view, bytes, kernels }: ColumnBench,
  kernel: ColumnCase,
  { from, to, seed, rest }: { from: number; to: number; seed: number; rest: number },
): Outcome {
  const { inputs, outputs, changed = [], factor = 1, rowBytes = 1 } = kernel;
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
  const picked: number[] = [];
  const pick = (values: readonly number[]): number => values[Math.floor(random() * values.length)];
  for (const index of kernel.prices ?? []) {
    const prices = [pick([64, 2 ** -20]), pick([0, 1.7]), pick([NaN, 0.25])];
    prices.forEach((value, i) => view.setFloat64(at.inputs[index] + i * 8, value, true));
  }
  const call = kernel.call(at, (choices) => {
    picked.push(pick(choices));
    return picked[picked.length - 1];
  });
  const { buffer } = view;
  writeColumnCalls(new Uint32Array(buffer), new Float64Array(buffer), CALL, [call]);
  const middle = kernel.isSplit === true ? Math.min(to, from + pick([0, 1, 2, 5, 7, 20])) : to;
  // A slice of a Buffer would share its bytes.
  const before = Buffer.from(bytes);
  kernels.columns(CALL, 1, from * rowBytes, middle * rowBytes);
  if (middle < to) kernels.columns(CALL, 1, middle * rowBytes, to * rowBytes);
  const past = new DataView(before.buffer, before.byteOffset, before.length);
  const rowOf = (index: number, t: number, value = 0): number => {
    const { spec, address } = all[index];
    return read(past, spec.type, address + t * ROW_BYTES[spec.type] + value * 4);
  };
  const definition = COLUMN_DEFINITIONS[kernel.name.split(' ')[0]]({
    input: rowOf,
    changed: (index, t) => rowOf(inputs.length + outputs.length + index, t),
    prices: (index) => {
      const [scale, anchor, contextAtr] = [0, 8, 16].map((byte) =>
        past.getFloat64(at.inputs[index] + byte, true),
      );
      return { scale, anchor, contextAtr };
    },
    ...{ from, to, picked },
  });
  const values: number[] = [];
  const expected: (number | null)[] = [];
  const after = Buffer.from(bytes);
  for (const [index, { spec, address }] of all.slice(inputs.length).entries()) {
    const [first, end] = rowsOf({ ...spec, back: 0 }, from, to);
    for (let t = first; t < end; t++) {
      const place = address + t * ROW_BYTES[spec.type];
      for (let value = 0; value < valuesOf(spec.type); value++) {
        values.push(read(view, spec.type, place + value * 4));
        const exact = definition[index]?.(t, value);
        expected.push(exact === undefined ? null : rounded(spec.type, exact));
      }
      before.copy(after, place, place, place + WIDTH[spec.type]);
    }
  }
  if (after.equals(before)) return { values, expected, damaged: null };
  return { values, expected, damaged: after.findIndex((byte, address) => byte !== before[address]) };
}

/** A number as a column of this type holds it. */
function rounded(type: ColumnType, value: number): number {
  return type === 'double' || WIDTH[type] === 1 || type === 'integer' ? value : Math.fround(value);
}

/** Compares a kernel with its definition and with the bits of another engine. @returns the fault, or null if none. */
export function columnProblem(bench: ColumnBench, other: ColumnBench, kernel: ColumnCase): string | null {
  for (const length of LENGTHS) {
    for (const from of [0, 1, 3].filter((first) => first <= length)) {
      const call = { from, to: length, seed: SEED + length };
      const where = `rows [${from}, ${length})`;
      const [first, second] = [0x5a, 0xa5].map((rest) => outcome(bench, kernel, { ...call, rest }));
      if (first.damaged !== null) return `${where}: wrote to byte ${first.damaged}`;
      const differs = (values: readonly number[]): boolean =>
        values.some((value, i) => !Object.is(value, first.values[i]));
      if (differs(second.values)) return `${where}: depends on bytes that are not inputs, or skipped a row`;
      const wrong = first.expected.findIndex(
        (exact, i) => exact !== null && !isAsDefined(first.values[i], exact),
      );
      if (wrong >= 0) return `${where}: gave ${first.values[wrong]}, expected ${first.expected[wrong]}`;
      if (differs(outcome(other, kernel, { ...call, rest: 0x5a }).values)) {
        return `${where}: bits differ from the other engine`;
      }
    }
  }
  return null;
}
