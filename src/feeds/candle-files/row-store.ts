import type { RawCandles } from '../../market/candle-series.js';
import { marketFromSymbol } from '../../market/market.js';
import { commonSpacing, countSpacings } from '../../market/spacing.js';
import { isPlausibleTimeMs } from '../../market/timeframe.js';
import { invalidFile, mismatchedFile } from './input-error.js';
import { SymbolRows } from './symbol-rows.js';

/** How rows are kept, decided once the spacing of the rows is known. */
export interface Retention {
  /** Timeframe of the rows themselves. */
  readonly rowTimeframeMs: number;
  /** Newest rows to keep of each symbol; Infinity keeps all. */
  readonly keep: number;
}

export interface RowStoreOptions {
  /** Decides from the spacing of the first rows; may throw. null where no two rows of a symbol have different times. */
  readonly decide: (rowSpacingMs: number | null) => Retention;
  /** Rows that close later are not kept; null keeps the newest. */
  readonly asOfMs: number | null;
  /** Unified symbols whose rows are kept; null = all. The names of the others are known all the same. */
  readonly symbols: ReadonlySet<string> | null;
}

/** Rows looked at before the timeframe is decided, and after how many without two times it is given up. */
const SAMPLE_ROWS = 4096;
const SAMPLE_LIMIT = 1 << 20;

/** Several times what the largest exchange lists: the same as a simulated market can have. */
const MAX_SYMBOLS = 20_000;

interface SymbolEntry {
  readonly symbol: string;
  readonly isWanted: boolean;
  rows: SymbolRows;
}

/** Takes rows in any order from any number of files and keeps the newest of each symbol. */
export class RowStore {
  readonly #options: RowStoreOptions;
  readonly #entries: SymbolEntry[] = [];
  readonly #indexBySpelling = new Map<string, number>();
  readonly #indexBySymbol = new Map<string, number>();
  #retention: Retention | null = null;
  #nextSample = SAMPLE_ROWS;
  #rowsRead = 0;
  #newestOpenMs = -Infinity;

  constructor(options: RowStoreOptions) {
    this.#options = options;
  }

  get rowsRead(): number {
    return this.#rowsRead;
  }

  get rowsHeld(): number {
    return this.#entries.reduce((sum, entry) => sum + entry.rows.length, 0);
  }

  /** Symbols that rows came for, wanted or not, in order of first appearance. */
  get symbols(): string[] {
    return this.#entries.map((entry) => entry.symbol);
  }

  /** Open time of the newest row that is closed at the as-of time; −Infinity without one. */
  get newestOpenMs(): number {
    return this.#newestOpenMs;
  }

  /** Number by which {@link append} knows a symbol; two spellings of one market share it. */
  indexOf(spelling: string): number {
    const known = this.#indexBySpelling.get(spelling);
    if (known !== undefined) return known;
    const symbol = marketFromSymbol(spelling)?.symbol ?? spelling;
    const index = this.#indexBySymbol.get(symbol) ?? this.#add(symbol);
    this.#indexBySpelling.set(spelling, index);
    this.#indexBySymbol.set(symbol, index);
    return index;
  }

  #add(symbol: string): number {
    if (this.#entries.length === MAX_SYMBOLS) {
      throw invalidFile(
        `Expected at most ${MAX_SYMBOLS} different symbols, got more: is another column the symbol?`,
      );
    }
    const isWanted = this.#options.symbols === null || this.#options.symbols.has(symbol);
    const keep = this.#retention?.keep ?? Infinity;
    return this.#entries.push({ symbol, isWanted, rows: new SymbolRows(keep) }) - 1;
  }

  append(
    index: number,
    openTimeMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): void {
    this.#rowsRead++;
    const entry = this.#entries[index];
    if (this.#retention === null) {
      entry.rows.append(openTimeMs, open, high, low, close, volume);
      if (this.#rowsRead === this.#nextSample) this.#sample();
      return;
    }
    if (isPlausibleTimeMs(openTimeMs)) {
      const { asOfMs } = this.#options;
      if (asOfMs !== null && openTimeMs + this.#retention.rowTimeframeMs > asOfMs) return;
      if (openTimeMs > this.#newestOpenMs) this.#newestOpenMs = openTimeMs;
    }
    if (entry.isWanted) entry.rows.append(openTimeMs, open, high, low, close, volume);
  }

  /** All rows have come: decides now where there were too few before. */
  finish(): Retention {
    this.#retention ??= this.#decide();
    return this.#retention;
  }

  /** What is kept of a symbol; null where no row of it came. */
  candlesOf(symbol: string): RawCandles | null {
    const index = this.#indexBySymbol.get(symbol);
    return index === undefined ? null : this.#entries[index].rows.candles(symbol);
  }

  #sample(): void {
    // Rows of many symbols in turn may need more of them before any symbol comes twice.
    if (this.#spacing() !== null) this.#retention = this.#decide();
    else if (this.#nextSample >= SAMPLE_LIMIT) {
      throw mismatchedFile(
        `No two of the first ${this.#rowsRead} rows have the same symbol and different times, so that they cannot be candles of one timeframe.`,
      );
    } else this.#nextSample *= 2;
  }

  #spacing(): number | null {
    const tally = new Map<number, number>();
    for (const { symbol, rows } of this.#entries) {
      countSpacings(rows.candles(symbol).openTimeMs.filter(isPlausibleTimeMs), tally);
    }
    return commonSpacing(tally);
  }

  /** Decides, then takes the rows that came until now once more, by the rules that hold from here. */
  #decide(): Retention {
    const retention = this.#options.decide(this.#spacing());
    this.#retention = retention;
    this.#entries.forEach((entry, index) => {
      const { openTimeMs, open, high, low, close, volume } = entry.rows.candles(entry.symbol);
      entry.rows = new SymbolRows(retention.keep);
      this.#rowsRead -= openTimeMs.length;
      for (let row = 0; row < openTimeMs.length; row++) {
        this.append(index, openTimeMs[row], open[row], high[row], low[row], close[row], volume[row]);
      }
    });
    return retention;
  }
}
