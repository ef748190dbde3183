import { isTime } from './parse-time.js';

/** Which column of a CSV holds what, counted from 0; symbol is −1 where the file has no such column. */
export interface CsvLayout {
  readonly columns: number;
  readonly symbol: number;
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Whether the first line names the columns, instead of being the first candle. */
  readonly hasHeader: boolean;
}

type Field = 'symbol' | 'time' | 'open' | 'high' | 'low' | 'close' | 'volume';

/** Names as exporters write them, without case, blanks and signs; the first that is there wins. */
const NAMES: Readonly<Record<Field, readonly string[]>> = {
  symbol: ['symbol', 'pair', 'market', 'ticker', 'instrument', 'instid', 'coin'],
  time: [
    ...['opentimems', 'opentime', 'timestampms', 'timestamp', 'timems', 'time', 'ts', 'unixms', 'unix'],
    ...['datetime', 'date', 'openat', 'openedat', 'start', 'starttime'],
  ],
  open: ['open', 'openprice', 'o'],
  high: ['high', 'highprice', 'max', 'h'],
  low: ['low', 'lowprice', 'min', 'l'],
  close: ['close', 'closeprice', 'c'],
  volume: ['basevolume', 'volumebase', 'volume', 'vol', 'v'],
};

const FIELDS = Object.keys(NAMES) as Field[];

/** Our own order, with the symbol and without it; the second also opens the twelve columns of Binance's archives. */
const ORDER_WITH_SYMBOL = { symbol: 0, time: 1, open: 2, high: 3, low: 4, close: 5, volume: 6 };
const ORDER = { symbol: -1, time: 0, open: 1, high: 2, low: 3, close: 4, volume: 5 };
const BINANCE_COLUMNS = 12;

/** Reads the layout from the fields of the first line; a text that says what is missing where there is none. */
export function layoutOf(fields: readonly string[]): CsvLayout | string {
  const names = fields.map((field) => field.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const found = Object.fromEntries(FIELDS.map((field) => [field, columnOf(names, NAMES[field])]));
  const at = found as Record<Field, number>;
  const priceColumns = [at.open, at.high, at.low, at.close].filter((column) => column >= 0);
  if (priceColumns.length >= 2) {
    const missing = FIELDS.filter((field) => field !== 'symbol' && at[field] < 0);
    if (missing.length > 0) return `the header has no column for ${missing.join(', ')}`;
    return { ...at, columns: fields.length, hasHeader: true };
  }
  return layoutWithoutHeader(fields);
}

function columnOf(names: readonly string[], wanted: readonly string[]): number {
  const name = wanted.find((candidate) => names.includes(candidate));
  return name === undefined ? -1 : names.indexOf(name);
}

function layoutWithoutHeader(fields: readonly string[]): CsvLayout | string {
  const columns = fields.length;
  if (columns === 7 && isTime(fields[1])) return { ...ORDER_WITH_SYMBOL, columns, hasHeader: false };
  if ((columns === 6 || columns === BINANCE_COLUMNS) && isTime(fields[0])) {
    return { ...ORDER, columns, hasHeader: false };
  }
  return 'expected a header, or a candle as [symbol,]time,open,high,low,close,volume';
}

const DELIMITERS = [',', ';', '\t'];

/** The delimiter that stands most often in a line. */
export function delimiterOf(line: string): string {
  const counts = DELIMITERS.map((delimiter) => line.split(delimiter).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))];
}

/** Fields of a line; a field in double quotes may hold the delimiter, and `""` for a quote. */
export function splitLine(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((field) => field.trim());
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at];
    if (character === '"') {
      if (isQuoted && line[at + 1] === '"') field += line[++at];
      else isQuoted = !isQuoted;
    } else if (character === delimiter && !isQuoted) {
      fields.push(field.trim());
      field = '';
    } else field += character;
  }
  return [...fields, field.trim()];
}
