import { readFileSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { DuckDBInstance } from '@duckdb/node-api';
import { tableFromIPC } from 'apache-arrow';
import type { Cell } from '../../src/tables/table.js';

/** What a reader that is not ours found in a file. */
export interface ReadTable {
  readonly columns: readonly string[];
  readonly types: readonly string[];
  /** Timestamps as UTC ms. */
  readonly rows: readonly (readonly Cell[])[];
  readonly metadata: Readonly<Record<string, string>>;
}

let connection: Promise<DuckDBConnection> | null = null;

async function duckDb(): Promise<DuckDBConnection> {
  // Without its cache: tests write to the same file more than once within the resolution of its time.
  connection ??= DuckDBInstance.create(':memory:', { enable_external_file_cache: 'false' }).then((instance) =>
    instance.connect(),
  );
  return connection;
}

/** The rows that DuckDB answers; times as it gives them. */
export async function query(sql: string): Promise<unknown[][]> {
  return (await (await duckDb()).runAndReadAll(sql)).getRows();
}

const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;

/** A Parquet file as DuckDB reads it. */
export async function readParquet(path: string): Promise<ReadTable> {
  const answer = await (await duckDb()).runAndReadAll(`from read_parquet(${quoted(path)})`);
  const pairs = await query(`select decode(key), decode(value) from parquet_kv_metadata(${quoted(path)})`);
  return {
    columns: answer.columnNames(),
    types: answer.columnTypes().map(String),
    rows: answer.getRows().map((row) => row.map(asCell)),
    metadata: Object.fromEntries(pairs as [string, string][]),
  };
}

/** DuckDB has times in µs. */
function asCell(value: unknown): Cell {
  const micros = (value as { micros?: bigint } | null)?.micros;
  return micros === undefined ? (value as Cell) : Number(micros / 1000n);
}

/** An Arrow file as the library of Apache reads it. */
export function readArrow(path: string): ReadTable {
  const table = tableFromIPC(readFileSync(path));
  const { fields, metadata } = table.schema;
  const columns = fields.map((_, index) => [...(table.getChildAt(index) as Iterable<Cell>)]);
  return {
    columns: fields.map(({ name }) => name),
    types: fields.map(({ type }) => String(type)),
    rows: Array.from({ length: table.numRows }, (_, row) => columns.map((values) => values[row])),
    metadata: Object.fromEntries(metadata),
  };
}
