/** Which part of a market's candles is wanted. */
export interface CleanOptions {
  readonly timeframeMs: number;
  /** Only bars with openTime + timeframe ≤ asOfMs are kept. */
  readonly asOfMs: number;
  /** Length of the window in bars; it ends at the market's last closed bar. */
  readonly count: number;
  /**
   * Bars in which the whole source was away: they are filled, and not held against the market. @default none
   */
  readonly outages?: ReadonlySet<number> | undefined;
  /**
   * Bars that a thin market did not trade in, and its exchange omits, are no reason to reject it: health
   * shows them, for the caller to judge. @default false
   */
  readonly takesQuietBars?: boolean | undefined;
  /** The cleaned columns may be views of the given ones, if nothing had to be corrected. @default false */
  readonly mayShare?: boolean;
}
