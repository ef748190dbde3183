import { isClock } from '../times/parse-time.js';
import { isTimeText } from '../times/time-reader.js';
import type { SampleRows, TableLayout } from './table-layout.js';
import { mostRows } from './table-layout.js';
import { plainName, volumeColumnOf } from './volume-column.js';

type Field = 'symbol' | 'time' | 'open' | 'high' | 'low' | 'close' | 'closeTime' | 'confirm';

/** Exporters' names, without case, blanks and punctuation; the first match wins. */
const NAMES: Readonly<Record<Field, readonly string[]>> = {
  symbol: [
    ...[
      'symbol',
      'pair',
      'market',
      'ticker',
      'instrumentname',
      'instrument',
      'instid',
      'coin',
      'tradingpair',
    ],
    ...['contract', 'currencypair', 'productid', 'marketid', 'symbolid'],
  ],
  time: [
    ...[
      'candledatetimeutc',
      'opentimems',
      'opentime',
      'timestampms',
      'timestamp',
      'timems',
      'unixtimestamp',
      'unixms',
      'unix',
      'ts',
    ],
    ...['datetime', 'time', 'date', 'openat', 'openedat', 'startat', 'starttime', 'start', 'begin', 't'],
    ...[
      'timeperiodstart',
      'windowstart',
      'gmttime',
      'utctime',
      'timeutc',
      'dateutc',
      'candletime',
      'datum',
      'zeit',
    ],
    ...['bucket', 'index', 'ticks', 'startedat', 'id'],
  ],
  open: ['open', 'openprice', 'o', 'openingprice', 'priceopen', 'first', 'openpx'],
  high: ['high', 'highprice', 'max', 'h', 'pricehigh', 'hoch', 'highpx'],
  low: ['low', 'lowprice', 'min', 'l', 'pricelow', 'tief', 'lowpx'],
  close: ['close', 'closeprice', 'c', 'priceclose', 'tradeprice', 'last', 'schluss', 'closepx'],
  closeTime: ['closetime', 'closetimems', 'endtime', 'closeat', 'endat', 'timeperiodend', 'closedat', 'end'],
  confirm: [
    'confirm',
    'confirmed',
    'isclosed',
    'closed',
    'isfinal',
    'final',
    'complete',
    'iscomplete',
    'windowclose',
  ],
};

const PRICES = ['open', 'high', 'low', 'close'] as const;
const NEEDED = ['time', ...PRICES] as const;

/** Whether the fields of a line are column names. */
export function isHeader(fields: readonly string[]): boolean {
  const names = fields.map(plainName);
  return PRICES.filter((field) => columnOf(names, NAMES[field]) >= 0).length >= 2;
}

/**
 * The layout by column names; the first rows decide the rest.
 * @param symbolOfFile  null if the file's name has none.
 * @returns a text about what is missing if they do not suffice.
 */
export function layoutWithHeader(
  header: readonly string[],
  rows: SampleRows,
  symbolOfFile: string | null,
): TableLayout | string {
  const names = header.map(plainName);
  const at = Object.fromEntries(
    (Object.keys(NAMES) as Field[]).map((field) => [field, columnOf(names, NAMES[field])]),
  ) as Record<Field, number>;
  const { time, clock } = timeColumns(names, rows, at.time);
  const missing = NEEDED.filter((field) => (field === 'time' ? time : at[field]) < 0);
  if (missing.length > 0) return missingColumns(missing, at.closeTime);
  if (names.includes('homenotional')) {
    return 'these are BitMEX’s candles, whose times are close times; expected open times';
  }
  const symbol = at.symbol < 0 ? symbolOfFile : (rows.at(0)?.[at.symbol] ?? null);
  const volume = volumeColumnOf(header, rows, at, symbol);
  if (typeof volume === 'string') return volume;
  return { ...at, time, clock, volume, columns: header.length };
}

function columnOf(names: readonly string[], wanted: readonly string[]): number {
  const name = wanted.find((candidate) => names.includes(candidate));
  return name === undefined ? -1 : names.indexOf(name);
}

function missingColumns(missing: readonly string[], closeTime: number): string {
  const problem = `the header has no column for ${missing.join(', ')}`;
  return missing.includes('time') && closeTime >= 0
    ? `${problem}; a close time is not an open time`
    : problem;
}

/** The column of the time, and if it contains only the day, the one of the clock. */
function timeColumns(
  names: readonly string[],
  rows: SampleRows,
  named: number,
): { readonly time: number; readonly clock: number } {
  const [date, time] = [names.indexOf('date'), names.indexOf('time')];
  const holds = (column: number, test: (text: string) => boolean): boolean =>
    column >= 0 && mostRows(rows, (row) => test(row[column] ?? ''));
  if (date >= 0 && time >= 0 && holds(time, isClock)) return { time: date, clock: time };
  // Written by pandas: an index without a name.
  const nameless = names[0] === '' ? 0 : -1;
  const candidates = [named, ...NAMES.time.map((name) => names.indexOf(name)), nameless];
  return { time: candidates.find((column) => holds(column, isTimeText)) ?? named, clock: -1 };
}
