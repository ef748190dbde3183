import type { RowSink } from '../row-sink.js';
import type { PieceRows } from './piece.js';

/** Writes rows into the columns of a room. */
export class PieceSink implements RowSink {
  count = 0;
  firstLocalRow = -1;
  symbolNames: string[] = [];
  #columns: Pick<PieceRows, 'numbers' | 'symbols' | 'isOpen'> | null = null;

  begin(columns: Pick<PieceRows, 'numbers' | 'symbols' | 'isOpen'>): void {
    this.#columns = columns;
    this.count = 0;
    this.firstLocalRow = -1;
  }

  /** Whether another row fits. */
  get hasRoom(): boolean {
    return this.count < this.#columns!.isOpen.length;
  }

  indexOf(symbol: string): number {
    return this.symbolNames.push(symbol) - 1;
  }

  /** Only the caller, who has all rows, can decide; this notes where it starts to matter. */
  isClockPutBack(): boolean {
    if (this.firstLocalRow < 0) this.firstLocalRow = this.count;
    return false;
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
    const { numbers, symbols, isOpen: flags } = this.#columns!;
    const row = this.count++;
    symbols[row] = index;
    numbers[0][row] = openTimeMs;
    numbers[1][row] = open;
    numbers[2][row] = high;
    numbers[3][row] = low;
    numbers[4][row] = close;
    numbers[5][row] = volume;
    numbers[6][row] = closeTimeMs;
    flags[row] = isOpen ? 1 : 0;
  }
}
