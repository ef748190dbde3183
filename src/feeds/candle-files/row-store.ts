import type { RawCandles } from '../../market/candle-series.js';
import { marketFromSymbol } from '../../market/spelling.js';
import { commonSpacing, countSpacings } from '../../market/spacing.js';
import { DAY_MS, isPlausibleTimeMs } from '../../market/timeframe.js';
import { invalidFile, mismatchedFile } from './input-error.js';
import { SymbolRows } from './symbol-rows.js';

/** How rows are stored, decided once their spacing is known. */
export interface Retention {
  /** Timeframe of the rows themselves. */
  readonly rowTimeframeMs: number;
  /** Newest rows to keep per symbol; Infinity keeps all. */
  readonly keep: number;
}

export interface RowStoreOptions {
  /**
   * Decides from the spacing of the first rows; may throw. null if no two rows of a symbol have different
   * times.
   */
  readonly decide: (rowSpacingMs: number | null) => Retention;
  /** Rows that close later are not kept; null keeps the newest. */
  readonly asOfMs: number | null;
  /** The current time, UTC ms: no bar that closes later can be closed. */
  readonly nowMs: number;
  /** Unified symbols whose rows are kept; null = all. The names of the others are still recorded. */
  readonly symbols: ReadonlySet<string> | null;
}

/** Rows examined before the timeframe is decided, and after how many without two times to give up. */
const SAMPLE_ROWS = 4096;
const SAMPLE_LIMIT = 1 << 20;
const SHORTEST_MONTH_MS = 28 * DAY_MS;

/** Several times the size of the largest exchange: the maximum of a simulated market. */
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
  #formingRows = 0;
  #futureRows = 0;
  #newestLeftOutMs = -Infinity;

  constructor(options: RowStoreOptions) {
    this.#options = options;
  }

  get rowsRead(): number {
    return this.#rowsRead;
  }

  get rowsHeld(): number {
    return this.#entries.reduce((sum, entry) => sum + entry.rows.length, 0);
  }

  /** Symbols of the rows, wanted or not, in order of first appearance. */
  get symbols(): string[] {
    return this.#entries.map((entry) => entry.symbol);
  }

  /** Rows of bars that were still forming, and those that open after now. */
  get formingRows(): number {
    return this.#formingRows;
  }

  get futureRows(): number {
    return this.#futureRows;
  }

  /** Open time of the newest row left out; −Infinity without one. */
  get newestLeftOutMs(): number {
    return this.#newestLeftOutMs;
  }

  /** Open time of the newest row closed at the as-of time; −Infinity without one. */
  get newestOpenMs(): number {
    return this.#newestOpenMs;
  }

  /** Number by which {@link append} identifies a symbol; two spellings of one market share it. */
  indexOf(spelling: string): number {
    const existing = this.#indexBySpelling.get(spelling);
    if (existing !== undefined) return existing;
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
      const { asOfMs, nowMs } = this.#options;
      const closeTimeMs = openTimeMs + this.#retention.rowTimeframeMs;
      if (asOfMs !== null && closeTimeMs > asOfMs) return;
      if (closeTimeMs > nowMs) return this.#noteLeftOut(openTimeMs);
      if (openTimeMs > this.#newestOpenMs) this.#newestOpenMs = openTimeMs;
    }
    if (entry.isWanted) entry.rows.append(openTimeMs, open, high, low, close, volume);
  }

  /** Records a row whose bar is not closed. */
  leaveOut(openTimeMs: number): void {
    this.#rowsRead++;
    this.#noteLeftOut(openTimeMs);
  }

  /** Records a row that says that there was no trade. */
  noteEmptyRow(): void {
    this.#rowsRead++;
  }

  #noteLeftOut(openTimeMs: number): void {
    if (openTimeMs > this.#options.nowMs) this.#futureRows++;
    else this.#formingRows++;
    if (isPlausibleTimeMs(openTimeMs) && openTimeMs > this.#newestLeftOutMs) {
      this.#newestLeftOutMs = openTimeMs;
    }
  }

  /** All rows have arrived: decides now if there were too few before. */
  finish(): Retention {
    this.#retention ??= this.#decide();
    return this.#retention;
  }

  /** The rows kept of a symbol; null if there were none. */
  candlesOf(symbol: string): RawCandles | null {
    const index = this.#indexBySymbol.get(symbol);
    return index === undefined ? null : this.#entries[index].rows.candles(symbol);
  }

  #sample(): void {
    // With many symbols in turn, it may take more rows before any symbol repeats.
    if (this.#spacing() !== null) this.#retention = this.#decide();
    else if (this.#nextSample >= SAMPLE_LIMIT) {
      throw mismatchedFile(
        `No two of the first ${this.#rowsRead} rows have the same symbol and different times, so they cannot be candles of one timeframe.`,
      );
    } else this.#nextSample *= 2;
  }

  #spacing(): number | null {
    const tally = new Map<number, number>();
    for (const { symbol, rows } of this.#entries) {
      countSpacings(rows.candles(symbol).openTimeMs.filter(isPlausibleTimeMs), tally);
    }
    const shortest = Math.min(...tally.keys());
    // Months differ in length; their only common divisor is a day, which their bars are not.
    return shortest >= SHORTEST_MONTH_MS && shortest < Infinity ? shortest : commonSpacing(tally);
  }

  /** Decides, then adds the rows received so far again, by the final rules. */
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
