import { readFloatPlane, readPlane, unzigzag, writeFloatPlane, writePlane, zigzag } from './byte-planes.js';
import type { ByteReader } from './byte-reader.js';
import type { ByteWriter } from './byte-writer.js';
import { CodecError } from './codec-error.js';
import { chooseDecimals, isDecimals, NO_DECIMALS, scaleOf, ticksOf } from './decimals.js';

/** Plain data. Its numbers may be any float64; nested ones only what JSON can represent. */
export type PlainRecord = Readonly<Record<string, unknown>>;

/**
 * Encoding of a cell: an integer of the column's last decimal, a float64, or (2 + n) for the n-th of the
 * other values.
 */
const TICKS = 0;
const FLOAT = 1;
const FIRST_OTHER = 2;

/**
 * Records with mostly the same members, as columns. They are restored with the same members in the same
 * order, every number bit for bit; undefined members are left out, as in JSON.
 */
export function writeTable(writer: ByteWriter, records: readonly PlainRecord[]): void {
  const shapes = new Map<string, number>();
  const shapeIds = records.map((record) => {
    const shape = JSON.stringify(membersOf(record));
    if (!shapes.has(shape)) shapes.set(shape, shapes.size);
    return shapes.get(shape)!;
  });
  const names = [...shapes.keys()].map((shape) => JSON.parse(shape) as string[]);
  writer.json(names);
  writer.varint(records.length);
  writePlane(writer, Float64Array.from(shapeIds), 1);
  for (const name of new Set(names.flat())) {
    writeColumn(
      writer,
      records.filter((_, row) => names[shapeIds[row]].includes(name)).map((record) => record[name]),
    );
  }
}

/** Reads what `writeTable` wrote. @throws {CodecError} */
export function readTable(reader: ByteReader): PlainRecord[] {
  const shapes = reader.json();
  if (!isShapes(shapes)) throw new CodecError('Expected lists of member names before a table.');
  const members = [...readPlane(reader, reader.count(1), 1)].map((id) => {
    if (id < shapes.length) return shapes[id];
    throw new CodecError(`Expected one of ${shapes.length} shapes of records, got number ${id}.`);
  });
  const columns = new Map<string, { values: unknown[]; next: number }>();
  for (const name of new Set(shapes.flat())) {
    const cells = members.filter((names) => names.includes(name)).length;
    columns.set(name, { values: readColumn(reader, cells), next: 0 });
  }
  return members.map((names) =>
    Object.fromEntries(
      names.map((name) => {
        const column = columns.get(name)!;
        return [name, column.values[column.next++]];
      }),
    ),
  );
}

function membersOf(record: PlainRecord): string[] {
  return Object.keys(record).filter((name) => record[name] !== undefined);
}

function isShapes(value: unknown): value is string[][] {
  return (
    Array.isArray(value) &&
    value.every(
      (names) =>
        Array.isArray(names) &&
        names.every((name) => typeof name === 'string') &&
        new Set(names).size === names.length,
    )
  );
}

function writeColumn(writer: ByteWriter, cells: readonly unknown[]): void {
  const numbers = Float64Array.from(cells.filter((cell) => typeof cell === 'number'));
  const decimals = numbers.length === 0 ? 0 : chooseDecimals([numbers]);
  const others = new Map<string, number>();
  const ticks: number[] = [];
  const floats: number[] = [];
  const kinds = Float64Array.from(cells, (cell) => {
    if (typeof cell !== 'number') {
      const text = JSON.stringify(cell);
      if (!others.has(text)) others.set(text, others.size);
      return FIRST_OTHER + others.get(text)!;
    }
    const exact = decimals === NO_DECIMALS ? NaN : ticksOf(cell, scaleOf(decimals));
    if (Number.isNaN(exact)) floats.push(cell);
    else ticks.push(zigzag(exact));
    return Number.isNaN(exact) ? FLOAT : TICKS;
  });
  writer.json([...others.keys()].map((text) => JSON.parse(text) as unknown));
  writer.byte(decimals + 1);
  writePlane(writer, kinds, 1);
  writePlane(writer, Float64Array.from(ticks));
  writeFloatPlane(writer, floats);
}

function readColumn(reader: ByteReader, count: number): unknown[] {
  const others = reader.json();
  const decimals = reader.byte() - 1;
  if (!Array.isArray(others) || !isDecimals(decimals)) throw new CodecError('Expected the head of a column.');
  const kinds = readPlane(reader, count, 1);
  const ticks = readPlane(reader, kinds.filter((kind) => kind === TICKS).length);
  const floats = readFloatPlane(reader, kinds.filter((kind) => kind === FLOAT).length);
  const scale = decimals === NO_DECIMALS ? 1 : scaleOf(decimals);
  let nextTicks = 0;
  let nextFloat = 0;
  return Array.from(kinds, (kind) => {
    if (kind === TICKS) return unzigzag(ticks[nextTicks++]) / scale;
    if (kind === FLOAT) return floats[nextFloat++];
    if (kind - FIRST_OTHER < others.length) return others[kind - FIRST_OTHER] as unknown;
    throw new CodecError(`Expected one of ${others.length} values, got number ${kind - FIRST_OTHER}.`);
  });
}
