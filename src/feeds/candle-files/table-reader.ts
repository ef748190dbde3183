import type { FileRows } from './file-rows.js';
import { invalidFile, quoted } from './input-error.js';
import { tableLayoutOf } from './layout/layout-of.js';
import type { TableLayout } from './layout/table-layout.js';
import { isNoValue } from './csv/parse-number.js';
import { TimeReader } from './times/time-reader.js';

/** Rows with columns, whatever they were read from. */
export interface CandleTable {
  /** Names of the columns; null if there are none. */
  readonly names: readonly string[] | null;
  readonly rowCount: number;
  /** Columns of the first row. */
  readonly columns: number;
  /** null or undefined = no value. */
  cell(row: number, column: number): unknown;
  /** Symbol of all rows; null if a column or the file's name must have it. */
  readonly symbol: string | null;
  /** Location of a row, for messages. */
  place(row: number): string;
  /** A row as shown in messages. */
  show(row: number): string;
}

/** Rows used to find the layout. */
const SAMPLE_ROWS = 1000;
const NUMBER = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * Passes on the candles of a table.
 * @throws {SquallError} DATA_INVALID: one sentence that names the row.
 */
export function readTable(table: CandleTable, rows: FileRows): void {
  if (table.rowCount === 0) return;
  const symbol = table.symbol ?? rows.facts.symbol;
  const sample = Array.from({ length: Math.min(SAMPLE_ROWS, table.rowCount) }, (_, row) =>
    Array.from({ length: table.columns }, (_, column) => textOfCell(table.cell(row, column))),
  );
  const layout = tableLayoutOf(table.names, sample, symbol);
  if (typeof layout === 'string') throw fault(table, 0, layout);
  const times = TimeReader.of(sample.map((row) => timeText(row, layout)));
  if (typeof times === 'string') throw fault(table, 0, times);
  const reader = new RowReader(table, layout, times);
  const ofAll = layout.symbol < 0 ? rows.indexOf(symbol!) : -1;
  for (let row = 0; row < table.rowCount; row++) {
    rows.add(
      layout.symbol < 0 ? ofAll : rows.indexOf(reader.symbolOf(row)),
      reader.openTimeOf(row),
      reader.numberOf(row, layout.open, 'open'),
      reader.numberOf(row, layout.high, 'high'),
      reader.numberOf(row, layout.low, 'low'),
      reader.numberOf(row, layout.close, 'close'),
      reader.numberOf(row, layout.volume, 'volume'),
      layout.closeTime < 0 ? NaN : reader.timeOf(row, layout.closeTime),
      layout.confirm >= 0 && /^(0|f(alse)?)$/i.test(textOfCell(table.cell(row, layout.confirm))),
    );
  }
}

function timeText(row: readonly string[], { time, clock }: TableLayout): string {
  return clock < 0 ? row[time] : `${row[time]} ${row[clock]}`;
}

function textOfCell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : value.toISOString();
  if (typeof value === 'string') return value.trim();
  const isPlain = ['number', 'bigint', 'boolean'].includes(typeof value);
  return isPlain ? `${value as number}` : (JSON.stringify(value) ?? '');
}

function fault(table: CandleTable, row: number, message: string): Error {
  return invalidFile(`${table.place(row)}: ${message}, got ${quoted(table.show(row))}.`);
}

class RowReader {
  constructor(
    private readonly table: CandleTable,
    private readonly layout: TableLayout,
    private readonly times: TimeReader,
  ) {}

  symbolOf(row: number): string {
    const symbol = textOfCell(this.table.cell(row, this.layout.symbol));
    if (symbol === '') throw this.#expected(row, 'a symbol', '');
    return symbol;
  }

  openTimeOf(row: number): number {
    const { time, clock } = this.layout;
    const timeMs = this.timeOf(row, time, clock);
    if (Number.isNaN(timeMs)) throw this.#expected(row, 'a time', this.table.cell(row, time));
    return timeMs;
  }

  timeOf(row: number, column: number, clock = -1): number {
    const value = this.table.cell(row, column);
    if (value instanceof Date) return value.getTime();
    if (typeof value === 'number') return this.times.fromNumber(value);
    if (typeof value === 'bigint') return this.times.fromNumber(Number(value));
    const text = textOfCell(value);
    if (clock >= 0) return this.times.fromText(`${text} ${textOfCell(this.table.cell(row, clock))}`);
    const isNumber = NUMBER.test(text) && !this.times.isText;
    return isNumber ? this.times.fromNumber(Number(text)) : this.times.fromText(text);
  }

  /** A number, or the text of one; NaN for null, other missing values, and a missing column. */
  numberOf(row: number, column: number, name: string): number {
    if (column < 0) return NaN;
    const value = this.table.cell(row, column);
    if (typeof value === 'number') return value;
    if (value === null) return NaN;
    if (typeof value === 'bigint') return Number(value);
    if (typeof value === 'string') {
      const text = value.trim();
      if (isNoValue(text)) return NaN;
      if (NUMBER.test(text)) return Number(text);
    }
    throw this.#expected(row, `a number as ${name}`, value);
  }

  #expected(row: number, what: string, value: unknown): Error {
    const got = typeof value === 'string' ? value : String(JSON.stringify(value));
    return invalidFile(`${this.table.place(row)}: expected ${what}, got ${quoted(got)}.`);
  }
}
