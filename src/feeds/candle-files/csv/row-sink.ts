/** Takes the rows of one table, in order. */
export interface RowSink {
  /** Number by which rows refer to a symbol. */
  indexOf(symbol: string): number;
  /** Called for every row once a time without a zone has appeared: whether clocks were set back before it. */
  isClockPutBack(index: number, timeMs: number): boolean;
  /** @param isOpen  the row itself says that its bar is still forming. */
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
  ): void;
}
