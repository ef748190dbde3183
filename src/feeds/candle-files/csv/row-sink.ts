/** Takes the rows of one table, in order. */
export interface RowSink {
  /** Number by which rows name a symbol. */
  indexOf(symbol: string): number;
  /** Asked of every row once a time without a zone has come: whether a clock was put back before it. */
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
