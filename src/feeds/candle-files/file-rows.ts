import { HOUR_MS } from '../../market/timeframe.js';
import type { RowSink } from './csv/row-sink.js';
import type { RowStore } from './row-store.js';

/** What is known about a file before it is read. */
export interface FileFacts {
  /** Its name, for messages. */
  readonly name: string;
  /** From its name or the user; null if a column must have it. */
  readonly symbol: string | null;
}

/** Takes the candles of one file: leaves out unclosed bars, passes the rest to the store. */
export class FileRows implements RowSink {
  readonly facts: FileFacts;
  readonly #store: RowStore;
  readonly #nowMs: number;
  #rows = 0;
  #previousIndex = -1;
  #previousMs = NaN;
  #spacingMs = NaN;

  constructor(facts: FileFacts, store: RowStore, nowMs: number) {
    this.facts = facts;
    this.#store = store;
    this.#nowMs = nowMs;
  }

  /** Candles read so far, including those left out. */
  get rows(): number {
    return this.#rows;
  }

  indexOf(symbol: string): number {
    return this.#store.indexOf(symbol);
  }

  add(
    index: number,
    openTimeMs: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    closeTimeMs: number,
    isOpen: boolean,
  ): void {
    this.#rows++;
    // Without any price nothing was traded: some files have such a row, others none.
    if (open !== open && high !== high && low !== low && close !== close) return this.#store.noteEmptyRow();
    if (isOpen || closeTimeMs > this.#nowMs) this.#store.leaveOut(openTimeMs);
    else this.#store.append(index, openTimeMs, open, high, low, close, volume);
  }

  /**
   * Whether clocks were set back between the row before and this one: times that advance by one bar step by a
   * bar less an hour, at night, on a Sunday of the months in which that happens. Only then are times without
   * a zone known not to be UTC.
   */
  isClockPutBack(index: number, timeMs: number): boolean {
    const usual = this.#spacingMs;
    const step = index === this.#previousIndex ? timeMs - this.#previousMs : NaN;
    this.#previousIndex = index;
    this.#previousMs = timeMs;
    if (step !== usual - Math.sign(usual) * HOUR_MS || step * usual > 0) {
      if (step !== 0) this.#spacingMs = step;
      return false;
    }
    const day = new Date(timeMs);
    return PUT_BACK_MONTHS.includes(day.getUTCMonth()) && day.getUTCDay() === 0 && day.getUTCHours() < 4;
  }
}

/** March, April (south), September, October, November. */
const PUT_BACK_MONTHS = [2, 3, 8, 9, 10];
