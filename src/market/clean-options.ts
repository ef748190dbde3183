/** What of a market's candles is wanted. */
export interface CleanOptions {
  readonly timeframeMs: number;
  /** Only bars with openTime + timeframe ≤ asOfMs are kept. */
  readonly asOfMs: number;
  /** Length of the window in bars; it ends at the market's last closed bar. */
  readonly count: number;
  /** The cleaned columns may be views of the given ones, where nothing had to be mended. @default false */
  readonly mayShare?: boolean;
}
