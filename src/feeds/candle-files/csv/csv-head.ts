import { isHeader } from '../layout/header-layout.js';
import { tableLayoutOf } from '../layout/layout-of.js';
import type { TableLayout } from '../layout/table-layout.js';
import { TimeReader } from '../times/time-reader.js';
import { delimiterOf, splitLine } from './split-line.js';

/** What the first lines of a CSV say about the rest. */
export interface CsvHead {
  readonly delimiter: string;
  /** The decimal separator. */
  readonly point: '.' | ',';
  readonly layout: TableLayout;
  readonly times: TimeReader;
  /** Symbol of all rows, if neither a column nor the file's name has it. */
  readonly symbol: string | null;
  /** Lines before the first candle. */
  readonly linesBefore: number;
}

/** The problem, and its line. */
export class CsvHeadFault {
  constructor(
    readonly line: number,
    readonly message: string,
    readonly text: string,
  ) {}
}

/** Lines examined to identify the columns. */
const SAMPLE_ROWS = 1000;
const SEPARATOR_LINE = /^sep=(.)$/i;
/** Comments, and the address that CryptoDataDownload puts first. */
const NO_DATA_LINE = /^(#|\/\/|%|https?:\/\/)/i;

/**
 * Reads the head of a CSV: skips comments, `sep=` and an address, then finds the delimiter, the decimal
 * separator, the layout and the unit of the times.
 * @param text  the first lines, the last of them complete.
 * @param symbolOfFile  null if a column must name it.
 * @returns null if all lines are empty.
 */
export function readCsvHead(text: string, symbolOfFile: string | null): CsvHead | CsvHeadFault | null {
  const lines = text.split('\n').map((line) => line.trimEnd());
  let start = 0;
  let delimiter: string | null = null;
  while (start < lines.length) {
    const line = lines[start].trim();
    const separator = SEPARATOR_LINE.exec(line);
    if (separator) delimiter = separator[1];
    else if (line !== '' && !NO_DATA_LINE.test(line)) break;
    start++;
  }
  if (start === lines.length) return null;
  return headFrom(lines, start, delimiter ?? delimiterOf(lines[start]), symbolOfFile);
}

function headFrom(
  lines: readonly string[],
  start: number,
  delimiter: string,
  symbolOfFile: string | null,
): CsvHead | CsvHeadFault {
  const first = splitLine(lines[start], delimiter);
  const header = isHeader(first) ? first : null;
  const yahoo = header && yahooTicker(lines.slice(start + 1, start + 3), delimiter);
  const linesBefore = start + (header === null ? 0 : yahoo === null ? 1 : 3);
  const names = yahoo === null || header === null ? header : ['Datetime', ...header.slice(1)];
  const all = lines.slice(linesBefore, linesBefore + SAMPLE_ROWS).filter((line) => line !== '');
  const columns = header?.length ?? first.length;
  const rows = all.map((line) => splitLine(line, delimiter)).map((row) => withoutExtra(row, columns));
  const whole = rows.filter((row) => row.length === columns);
  const point = delimiter !== ',' && usesDecimalComma(whole) ? ',' : '.';
  const sample =
    point === '.'
      ? whole
      : whole.map((row) => row.map((field) => field.replace(/^([+-]?\d+),(\d+)$/, '$1.$2')));
  const symbol = yahoo ?? symbolOfFile;
  const layout = tableLayoutOf(names, sample, symbol);
  if (typeof layout === 'string') return new CsvHeadFault(start + 1, layout, lines[start]);
  const times = sample.length === 0 ? TimeReader.of(['0']) : TimeReader.of(timesOf(sample, layout));
  if (typeof times === 'string') return new CsvHeadFault(linesBefore + 1, times, lines[linesBefore]);
  return { delimiter, point, layout, times, symbol, linesBefore };
}

function timesOf(rows: readonly (readonly string[])[], { time, clock }: TableLayout): string[] {
  return rows.map((row) => (clock < 0 ? row[time] : `${row[time]} ${row[clock]}`));
}

/** Some tables have a delimiter after the last value of each row, but not of the header. */
function withoutExtra(row: string[], columns: number): string[] {
  return row.length === columns + 1 && row[columns] === '' ? row.slice(0, columns) : row;
}

function usesDecimalComma(rows: readonly (readonly string[])[]): boolean {
  const fields = rows.flat();
  return (
    fields.some((field) => /^[+-]?\d+,\d+$/.test(field)) &&
    !fields.some((field) => /^[+-]?\d+\.\d+$/.test(field))
  );
}

/** yfinance writes three lines of header: names, the ticker of each column, the name of the index. */
function yahooTicker([tickers = '', index = '']: readonly string[], delimiter: string): string | null {
  const [name, ticker, ...others] = splitLine(tickers, delimiter);
  const isIndex = /^date(time)?$/i.test(splitLine(index, delimiter)[0]);
  if (name !== 'Ticker' || !isIndex || ticker === undefined) return null;
  return others.every((other) => other === ticker) ? ticker : null;
}
