import { isHeader } from '../layout/header-layout.js';
import type { CandleTable } from '../table-reader.js';

type JsonObject = Readonly<Record<string, unknown>>;

/** Keys under which exchanges' answers and programs' exports store candles; others are symbols. */
const WRAPPERS: ReadonlySet<string> = new Set(
  `result results data list bars candles candle rows response klines kline ohlc ohlcv prices chart body payload values
  items points series history records`.split(/\s+/),
);
/** Keys of an answer that name its market. */
const SYMBOL_KEYS = ['symbol', 'ticker', 'instId', 'pair', 'market', 'instrument_name', 'product_id'];
/** Nested objects; answers have four at most. */
const DEEPEST = 8;

/**
 * The tables of candles in a JSON value: rows as arrays or objects, or columns by name, either of them by
 * symbol or inside an exchange's answer.
 * @param where  the name of the file, for messages.
 * @returns none if nothing could be candles.
 */
export function jsonTables(value: unknown, where: string): CandleTable[] {
  return tablesIn(value, where, null, 0);
}

function tablesIn(value: unknown, where: string, symbol: string | null, depth: number): CandleTable[] {
  if (depth > DEEPEST || typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return tablesInArray(value, where, symbol, depth);
  const object = value as JsonObject;
  const own = SYMBOL_KEYS.map((key) => object[key]).find((text) => typeof text === 'string' && text !== '');
  const named = typeof own === 'string' ? own : symbol;
  const table = splitTable(object, where, named) ?? columnTable(object, where, named);
  if (table !== null) return [table];
  return Object.entries(object).flatMap(([key, child]) => {
    if (typeof child !== 'object' || child === null || isEmpty(child)) return [];
    const isWrapper = WRAPPERS.has(key.toLowerCase()) || named !== null;
    return tablesIn(child, isWrapper ? where : `${where} "${key}"`, isWrapper ? named : key, depth + 1);
  });
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

function tablesInArray(
  rows: readonly unknown[],
  where: string,
  symbol: string | null,
  depth: number,
): CandleTable[] {
  const first = rows.find((row) => row !== null);
  if (typeof first !== 'object' || first === null) return [];
  if (Array.isArray(first)) {
    const isHeaderRow = first.every((name) => typeof name === 'string') && isHeader(first);
    return [arrayTable(rows.slice(isHeaderRow ? 1 : 0), isHeaderRow ? first : null, where, symbol)];
  }
  const names = Object.keys(first);
  if (isHeader(names)) return [objectTable(rows as readonly JsonObject[], names, where, symbol)];
  return rows.flatMap((row) => tablesIn(row, where, symbol, depth + 1));
}

function table(
  parts: Pick<CandleTable, 'names' | 'rowCount' | 'cell' | 'symbol'> & { readonly columns: number },
  where: string,
  show: (row: number) => unknown,
): CandleTable {
  return {
    ...parts,
    place: (row) => `${where} row ${row + 1}`,
    show: (row) => jsonOf(show(row)),
  };
}

/** Thousands of nested arrays overflow the stack. */
function jsonOf(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '[…]';
  }
}

function arrayTable(
  rows: readonly unknown[],
  names: readonly string[] | null,
  where: string,
  symbol: string | null,
): CandleTable {
  const lines = rows as readonly (readonly unknown[])[];
  const columns = names?.length ?? lines.at(0)?.length ?? 0;
  const cell = (row: number, column: number): unknown => lines[row]?.[column];
  return table({ names, rowCount: rows.length, columns, cell, symbol }, where, (row) => rows[row]);
}

function objectTable(
  rows: readonly JsonObject[],
  names: readonly string[],
  where: string,
  symbol: string | null,
): CandleTable {
  const cell = (row: number, column: number): unknown => rows[row]?.[names[column]];
  return table(
    { names, rowCount: rows.length, columns: names.length, cell, symbol },
    where,
    (row) => rows[row],
  );
}

/** `{"columns": [...], "index": [...], "data": [[...], ...]}`, as pandas writes with orient="split". */
function splitTable(object: JsonObject, where: string, symbol: string | null): CandleTable | null {
  const { columns, data, index } = object;
  if (!Array.isArray(columns) || !Array.isArray(data) || !isHeader(columns.map(String))) return null;
  const rows = data as readonly (readonly unknown[])[];
  const names = ['', ...columns.map(String)];
  const cell = (row: number, column: number): unknown =>
    column === 0 ? (index as unknown[] | undefined)?.[row] : rows[row]?.[column - 1];
  return table(
    { names, rowCount: rows.length, columns: names.length, cell, symbol },
    where,
    (row) => rows[row],
  );
}

/** `{"t": [...], "o": [...], ...}` as in charts, or with an object by row number, as written by pandas. */
function columnTable(object: JsonObject, where: string, symbol: string | null): CandleTable | null {
  const names = Object.keys(object).filter(
    (name) => typeof object[name] === 'object' && object[name] !== null,
  );
  if (!isHeader(names)) return null;
  const columns = names.map((name) => Object.values(object[name] as object) as unknown[]);
  const index = Object.keys(object[names[0]] as object);
  const cell = (row: number, column: number): unknown =>
    column === names.length ? index[row] : columns[column][row];
  const rowCount = Math.max(...columns.map((column) => column.length));
  return table(
    { names: [...names, 'index'], rowCount, columns: names.length + 1, cell, symbol },
    where,
    (row) => Object.fromEntries(names.map((name, column) => [name, columns[column][row]])),
  );
}
