import type { CandleColumns } from '../../market/candle-series.js';
import { CANDLE_COLUMNS } from '../../market/candle-series.js';
import type { NewRows, Run } from '../format/payloads.js';

/** Maximum rows of an answer: bounds the cost of a damaged run. */
const MOST_ROWS = 2 ** 22;

/** Rows [firstRow, firstRow + count) of the log are at `at` in the columns. */
interface Segment {
  readonly firstRow: number;
  readonly at: number;
  count: number;
}

/** Consecutive rows of one market. Must not be modified. */
export interface LogPiece {
  /** Number of the first in the market's log. */
  readonly firstRow: number;
  readonly rows: CandleColumns;
}

type Columns = Record<(typeof CANDLE_COLUMNS)[number], Float64Array>;

/** The rows of one market in order of arrival; some may have been lost. */
class MarketLog {
  readonly segments: Segment[] = [];
  #columns = emptyColumns(0);
  #rows = 0;

  /** Number after the last row. */
  get end(): number {
    const last = this.segments.at(-1);
    return last === undefined ? 0 : last.firstRow + last.count;
  }

  append({ firstRow, rows }: NewRows): void {
    const count = rows.open.length;
    this.#reserve(count);
    for (const name of CANDLE_COLUMNS) this.#columns[name].set(rows[name], this.#rows);
    const last = this.segments.at(-1);
    if (last !== undefined && this.end === firstRow) last.count += count;
    else this.segments.push({ firstRow, at: this.#rows, count });
    this.#rows += count;
  }

  /** Views of one run, copies of several; null if a row is missing. */
  take(runs: readonly Run[]): Columns | null {
    const places = runs.map((run) => this.#placeOf(run));
    if (places.includes(-1)) return null;
    const columns = this.#columns;
    if (runs.length === 1) return eachColumn((name) => viewOf(columns[name], places[0], runs[0].length));
    const count = runs.reduce((sum, { length }) => sum + length, 0);
    if (count > MOST_ROWS) return null;
    const taken = emptyColumns(count);
    let at = 0;
    for (const [index, { length }] of runs.entries()) {
      for (const name of CANDLE_COLUMNS) taken[name].set(viewOf(columns[name], places[index], length), at);
      at += length;
    }
    return taken;
  }

  /** Everything known, in contiguous pieces. */
  pieces(): LogPiece[] {
    return this.segments.map(({ firstRow, at, count }) => ({
      firstRow,
      rows: eachColumn((name) => viewOf(this.#columns[name], at, count)),
    }));
  }

  #placeOf({ start, length }: Run): number {
    const segment = this.segments.findLast(({ firstRow }) => firstRow <= start);
    if (segment === undefined || start + length > segment.firstRow + segment.count) return -1;
    return segment.at + start - segment.firstRow;
  }

  /** Reserves room for more rows. Views handed out before keep the old columns, with the same contents. */
  #reserve(count: number): void {
    const needed = this.#rows + count;
    if (needed <= this.#columns.open.length) return;
    const larger = emptyColumns(this.#rows === 0 ? needed : Math.max(needed, Math.ceil(1.5 * this.#rows)));
    for (const name of CANDLE_COLUMNS) larger[name].set(this.#columns[name]);
    this.#columns = larger;
  }
}

/** All candles of a recording, market by market. */
export class CandleLog {
  readonly #markets = new Map<number, MarketLog>();
  #rows = 0;

  /** Candles of all markets. */
  get rows(): number {
    return this.#rows;
  }

  /** Markets that have candles. */
  get markets(): number {
    return this.#markets.size;
  }

  /** Number after the last known row of a market. */
  endOf(symbol: number): number {
    return this.#markets.get(symbol)?.end ?? 0;
  }

  /** False if rows with this number exist already: they are left unchanged. */
  append(rows: NewRows): boolean {
    const market = this.#markets.get(rows.symbol) ?? new MarketLog();
    if (rows.firstRow < market.end) return false;
    this.#markets.set(rows.symbol, market);
    market.append(rows);
    this.#rows += rows.rows.open.length;
    return true;
  }

  /** All rows of a market, in the order in which they first arrived. */
  piecesOf(symbol: number): LogPiece[] {
    return this.#markets.get(symbol)?.pieces() ?? [];
  }

  /** The rows of the runs, concatenated; must not be modified. null if one of them is missing. */
  take(symbol: number, runs: readonly Run[]): CandleColumns | null {
    const market = this.#markets.get(symbol);
    if (market !== undefined) return market.take(runs);
    return runs.length === 0 ? emptyColumns(0) : null;
  }
}

function viewOf(column: Float64Array, at: number, count: number): Float64Array {
  return column.subarray(at, at + count);
}

function emptyColumns(count: number): Columns {
  return eachColumn(() => new Float64Array(count));
}

/** Columns of candles, each created by its name. */
export function eachColumn(make: (name: (typeof CANDLE_COLUMNS)[number]) => Float64Array): Columns {
  return {
    openTimeMs: make('openTimeMs'),
    open: make('open'),
    high: make('high'),
    low: make('low'),
    close: make('close'),
    volume: make('volume'),
  };
}
