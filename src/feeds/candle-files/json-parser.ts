import { isPlausibleTimeMs, likelyTimeUnit } from '../../market/timeframe.js';
import { invalidFile, quoted } from './input-error.js';
import { isNoValue } from './parse-number.js';
import type { RowStore } from './row-store.js';

/** time, open, high, low, close, volume; exchanges send more, which is not looked at. */
const MIN_COLUMNS = 6;
const NAMES = ['time', 'open', 'high', 'low', 'close', 'volume'];

/**
 * Reads candles in the shape of ccxt and freqtrade, `[[time, open, high, low, close, volume], …]`, or an object of
 * such arrays by symbol, into a store.
 * @param symbolOfFile  the symbol of a bare array; null where the file name does not tell one.
 * @returns how many rows there were.
 */
export function readJsonCandles(
  text: string,
  fileName: string,
  symbolOfFile: string | null,
  store: RowStore,
): number {
  const value = parse(text, fileName);
  if (Array.isArray(value)) {
    if (symbolOfFile === null) {
      throw invalidFile(
        `${fileName}: expected an object by symbol, or a file name that tells it as BTC_USDT-5m.json does.`,
      );
    }
    return readRows(value, fileName, symbolOfFile, store);
  }
  if (typeof value !== 'object' || value === null) {
    throw invalidFile(`${fileName}: expected candles, got ${quoted(text.slice(0, 100))}.`);
  }
  let rows = 0;
  for (const [symbol, candles] of Object.entries(value)) {
    if (!Array.isArray(candles)) {
      throw invalidFile(`${fileName}: expected an array of candles under ${quoted(symbol)}.`);
    }
    rows += readRows(candles, `${fileName} ${quoted(symbol)}`, symbol, store);
  }
  return rows;
}

function parse(text: string, fileName: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw invalidFile(`${fileName} is not valid JSON: ${quoted((error as Error).message)}.`);
  }
}

function readRows(rows: readonly unknown[], where: string, symbol: string, store: RowStore): number {
  const index = store.indexOf(symbol);
  rows.forEach((row, at) => {
    const place = `${where} row ${at + 1}`;
    if (!Array.isArray(row) || row.length < MIN_COLUMNS) {
      throw invalidFile(
        `${place}: expected [time, open, high, low, close, volume], got ${quoted(JSON.stringify(row))}.`,
      );
    }
    const [time, open, high, low, close, volume] = NAMES.map((name, column) =>
      numberOf(row[column], `${place}: expected a number as ${name}`),
    );
    if (Number.isNaN(time)) throw invalidFile(`${place}: expected a time, got ${quoted(String(row[0]))}.`);
    checkUnit(time, at, place);
    store.append(index, time, open, high, low, close, volume);
  });
  return rows.length;
}

function checkUnit(time: number, at: number, place: string): void {
  const unit = at === 0 && !isPlausibleTimeMs(time) ? likelyTimeUnit(time) : null;
  if (unit === null) return;
  throw invalidFile(`${place}: expected a time in UTC milliseconds, got ${time}, which looks like ${unit}.`);
}

/** A number, or the text of one; NaN for null and what else stands for no value. */
function numberOf(value: unknown, expectation: string): number {
  if (typeof value === 'number') return value;
  if (value === null) return NaN;
  if (typeof value === 'string') {
    const text = value.trim();
    if (isNoValue(text)) return NaN;
    if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  }
  throw invalidFile(`${expectation}, got ${quoted(JSON.stringify(value))}.`);
}
