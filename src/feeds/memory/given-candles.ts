import type { RawCandles } from '../../market/candle-series.js';
import { likelyTimeUnit } from '../../market/timeframe.js';
import { SquallError } from '../../util/squall-error.js';

/** Candles of one market; columns of equal length, oldest first, any array of numbers. */
export interface MarketCandles {
  /** `BASE/QUOTE`, or an exchange's spelling if the quote is well known: `BTCUSDT`. */
  readonly symbol: string;
  /** UTC ms. */
  readonly openTimeMs: ArrayLike<number>;
  /** Quote currency. */
  readonly open: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly close: ArrayLike<number>;
  /** Base currency. */
  readonly volume: ArrayLike<number>;
}

/** A row from ccxt's fetchOHLCV: open time in UTC ms, open, high, low, close, volume; undefined = unknown. */
export type CandleRow = readonly (number | undefined)[];

/** Rows of one market. */
export interface MarketRows {
  readonly symbol: string;
  readonly rows: readonly CandleRow[];
}

/** Accepted forms of candles in memory: a list of markets, or rows by symbol. */
export type GivenCandles =
  readonly (MarketCandles | MarketRows)[] | Readonly<Record<string, readonly CandleRow[]>>;

const COLUMNS = ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const;

const EXPECTED =
  'Expected markets as { symbol, rows: [[openTimeMs, open, high, low, close, volume], …] }, as ' +
  '{ symbol, openTimeMs, open, high, low, close, volume } with a column each, or as { "BTC/USDT": rows }';

/** The markets one by one. @throws {SquallError} USAGE: anything else. */
export function marketsGiven(given: GivenCandles): readonly (MarketCandles | MarketRows)[] {
  if (typeof given !== 'object' || given === null) throw usage(`${EXPECTED}, got ${describe(given)}.`);
  if (!Array.isArray(given)) {
    return Object.entries(given).map(([symbol, rows]) => ({ symbol, rows: rows as readonly CandleRow[] }));
  }
  for (const one of given as readonly unknown[]) {
    if (Array.isArray(one)) throw usage(`${EXPECTED}, got a row that names no market.`);
    if (typeof one !== 'object' || one === null) throw usage(`${EXPECTED}, got ${describe(one)}.`);
    if (typeof (one as MarketRows).symbol !== 'string') throw usage(`${EXPECTED}, got one without a symbol.`);
  }
  return given as readonly (MarketCandles | MarketRows)[];
}

/**
 * A copy of the columns. @throws {SquallError} USAGE: no candles, columns of other lengths, times of another
 * unit.
 */
export function candlesOf(symbol: string, given: MarketCandles | MarketRows): RawCandles {
  const columns = 'rows' in given ? columnsOfRows(symbol, given.rows) : columnsOf(symbol, given);
  const [openTimeMs, open, high, low, close, volume] = columns;
  const unit = openTimeMs.length > 0 ? likelyTimeUnit(openTimeMs[0]) : null;
  if (unit !== null) {
    throw usage(
      `${symbol}: expected open times in UTC milliseconds, got ${openTimeMs[0]}, which looks like ${unit}.`,
    );
  }
  return { symbol, openTimeMs, open, high, low, close, volume };
}

function columnsOf(symbol: string, given: MarketCandles): Float64Array[] {
  const columns = COLUMNS.map((name) => {
    const column: unknown = given[name];
    if (typeof column !== 'object' || column === null || !('length' in column)) {
      throw usage(`${symbol}: ${EXPECTED}, got ${describe(column)} for \`${name}\`.`);
    }
    return new Float64Array(column as ArrayLike<number>);
  });
  const count = columns[0].length;
  for (const [index, column] of columns.entries()) {
    if (column.length === count) continue;
    throw usage(
      `${symbol}: expected \`${COLUMNS[index]}\` to be as long as \`openTimeMs\` (${count}), got ${column.length}.`,
    );
  }
  return columns;
}

function columnsOfRows(symbol: string, rows: readonly CandleRow[]): Float64Array[] {
  if (!Array.isArray(rows)) throw usage(`${symbol}: ${EXPECTED}, got ${describe(rows)} for the rows.`);
  const columns = COLUMNS.map(() => new Float64Array(rows.length));
  for (const [bar, row] of rows.entries()) {
    // A seventh number, sent by some exchanges, is ignored.
    if (!Array.isArray(row) || row.length < COLUMNS.length) {
      throw usage(
        `${symbol}: expected rows [openTimeMs, open, high, low, close, volume], got ` +
          `${Array.isArray(row) ? `${row.length} values` : describe(row)} in row ${bar}.`,
      );
    }
    for (const [index, column] of columns.entries()) column[bar] = numberOf(symbol, row[index], bar, index);
  }
  return columns;
}

/** A number, or one as text, as many exchanges send; missing values are NaN, for the cleaner to reject. */
function numberOf(symbol: string, value: unknown, bar: number, index: number): number {
  if (typeof value === 'number') return value;
  if (value === undefined || value === null) return NaN;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  if (!Number.isNaN(number)) return number;
  throw usage(
    `${symbol}: expected a number for \`${COLUMNS[index]}\` in row ${bar}, got ${describe(value)}.`,
  );
}

function describe(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return typeof value === 'object' ? 'an object' : `${typeof value} ${JSON.stringify(value)}`;
}

function usage(message: string): SquallError {
  return new SquallError('USAGE', message);
}
