/** What of a market's candles is wanted. */
export interface CleanOptions {
  readonly timeframeMs: number;
  /** Only bars with openTime + timeframe ≤ asOfMs are kept. */
  readonly asOfMs: number;
  /** Length of the window in bars; it ends at the market's last closed bar. */
  readonly count: number;
}
