import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { writeArrow } from '../../src/tables/arrow.js';
import { writeParquet } from '../../src/tables/parquet.js';
import type { Cell, ColumnType, Table, TableColumn, TablePart } from '../../src/tables/table.js';
import { rowGroups } from '../../src/tables/table.js';
import type { ReadTable } from '../support/data-tools.js';
import { readArrow, readParquet } from '../support/data-tools.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-tables-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const METADATA = { 'squall.table': 'tests', odd: 'ü \u{1F4C8} "quoted"' };

function tableOf(columns: readonly TableColumn[], parts: readonly TablePart[]): Table {
  return { columns, parts, metadata: () => METADATA };
}

async function bytesOf(table: Table, writeTable: typeof writeParquet): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  await writeTable(table, (bytes) => parts.push(bytes.slice()));
  return Buffer.concat(parts);
}

/** What an independent reader finds in the file of each format. */
async function readBack(table: Table): Promise<Record<string, ReadTable>> {
  const path = join(folder, 'table');
  writeFileSync(path, await bytesOf(table, writeParquet));
  const parquet = await readParquet(path);
  writeFileSync(path, await bytesOf(table, writeArrow));
  return { parquet, arrow: readArrow(path) };
}

const CELLS: Readonly<Record<ColumnType, fc.Arbitrary<Cell>>> = {
  label: fc.constantFrom('BTC/USDT', '__proto__', '', '=1+1', '\u{1F4C8}/USDT', 'é'),
  text: fc.string({ unit: 'binary' }),
  // −0 is 0 to every data tool.
  double: fc.double({ noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value)),
  integer: fc.integer(),
  boolean: fc.boolean(),
  timestamp: fc.integer({ min: -1e13, max: 1e13 }),
};

const COLUMN = fc.record({
  type: fc.constantFrom(...(Object.keys(CELLS) as ColumnType[])),
  isNullable: fc.boolean(),
});

/** Tables of any columns, whose rows come in parts of any size; one row at least. */
const TABLE = fc.array(COLUMN, { minLength: 1, maxLength: 8 }).chain((drawn) => {
  const columns = drawn.map((column, index) => ({ ...column, name: `column ${index}` }));
  const row = fc.tuple(
    ...columns.map(({ type, isNullable }) => (isNullable ? fc.option(CELLS[type]) : CELLS[type])),
  );
  const part = fc
    .array(row, { maxLength: 40 })
    .map((rows): TablePart => columns.map((_, index) => rows.map((cells) => cells[index])));
  return fc
    .array(part, { minLength: 1, maxLength: 4 })
    .filter((parts) => parts.some(([first]) => first.length > 0))
    .map((parts) => ({ columns: mayHoldNaN(columns), parts }));
});

/** NaN counts as null, which only some columns may have. */
function mayHoldNaN(columns: readonly TableColumn[]): TableColumn[] {
  return columns.map((column) => (column.type === 'double' ? { ...column, isNullable: true } : column));
}

function rowsOf(parts: readonly TablePart[]): Cell[][] {
  return parts.flatMap((part) =>
    part[0].map((_, row) => part.map((values) => (Number.isNaN(values[row]) ? null : values[row]))),
  );
}

describe('a table', () => {
  test('is read back by other tools to the same values, whatever they are', async () => {
    await fc.assert(
      fc.asyncProperty(TABLE, async ({ columns, parts }) => {
        const wanted = { columns: columns.map(({ name }) => name), rows: rowsOf(parts), metadata: METADATA };
        const { parquet, arrow } = await readBack(tableOf(columns, parts));
        expect(parquet).toMatchObject(wanted);
        expect(arrow).toMatchObject(wanted);
      }),
      { numRuns: 60 },
    );
  });

  test('has the types that data tools compute with', async () => {
    const columns = (Object.keys(CELLS) as ColumnType[]).map((type) => ({
      name: type,
      type,
      isNullable: true,
    }));
    const part = [['a'], ['b'], [0.1], [1], [true], [1_709_251_200_000]];
    const { parquet, arrow } = await readBack(tableOf(columns, [part]));
    expect(parquet.types).toEqual([
      'VARCHAR',
      'VARCHAR',
      'DOUBLE',
      'INTEGER',
      'BOOLEAN',
      'TIMESTAMP WITH TIME ZONE',
    ]);
    expect(arrow.types).toEqual([
      'Dictionary<Int32, Utf8>',
      'Utf8',
      'Float64',
      'Int32',
      'Bool',
      'Timestamp<MILLISECOND, UTC>',
    ]);
  });

  test('of more rows than a group has keeps their order', async () => {
    const columns: TableColumn[] = [
      { name: 'symbol', type: 'label', isNullable: false },
      { name: 'value', type: 'double', isNullable: true },
    ];
    const parts = Array.from({ length: 30 }, (_, part): TablePart => [
      Array.from({ length: 9_000 }, () => `M${part}`),
      Array.from({ length: 9_000 }, (_value, row) => (row % 7 === 0 ? null : part + row / 3)),
    ]);
    const { parquet, arrow } = await readBack(tableOf(columns, parts));
    const wanted = rowsOf(parts);
    // Compared by hand: a difference among 270,000 rows would take minutes to be shown.
    const differences = ({ rows }: ReadTable) =>
      wanted.filter((row, at) => row.some((cell, column) => cell !== rows[at]?.[column])).slice(0, 3);
    expect([parquet.rows.length, arrow.rows.length]).toEqual([wanted.length, wanted.length]);
    expect([differences(parquet), differences(arrow)]).toEqual([[], []]);
  });
});

test('rows come in groups of the same size, however they were split', async () => {
  const columns: TableColumn[] = [{ name: 'n', type: 'integer', isNullable: false }];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(20), { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      async (sizes, most) => {
        let next = 0;
        const parts = sizes.map((size): TablePart => [Array.from({ length: size }, () => next++)]);
        const groups: Cell[][] = [];
        for await (const [numbers] of rowGroups({ columns, parts }, most)) groups.push([...numbers]);
        expect(groups.flat()).toEqual(Array.from({ length: next }, (_, n) => n));
        expect(groups.map(({ length }) => length).slice(0, -1)).toEqual(groups.slice(1).map(() => most));
        expect(groups.every(({ length }) => length > 0 && length <= most)).toBe(true);
      },
    ),
  );
});
