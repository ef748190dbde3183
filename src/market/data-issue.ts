/**
 * Why a market's candles cannot be trusted. `DATA_*` codes reject the market, each for one stated reason:
 * DATA_SHORT: fewer bars than the metrics need; DATA_STALE: the last bar is too old; DATA_GAP: too many or too
 * recent bars are absent; DATA_INVALID: impossible values; DATA_MISMATCH: the candles are not of this timeframe
 * or market; DATA_UNIT: no unit explains the volume; REF_MISSING: no BTC series to compare with (the market itself
 * stays).
 */
export type DataIssueCode =
  | 'DATA_SHORT'
  | 'DATA_STALE'
  | 'DATA_GAP'
  | 'DATA_INVALID'
  | 'DATA_MISMATCH'
  | 'DATA_EMPTY'
  | 'DATA_UNIT'
  | 'REF_MISSING';

export interface DataIssue {
  readonly code: DataIssueCode;
  /** One sentence: what was expected, what came. */
  readonly message: string;
}

/** What the cleaner did and found, counted. */
export interface DataQuality {
  readonly bars: number;
  readonly filledBars: number;
  /** Rows with the time of another and other values; identical repetitions are harmless and not counted. */
  readonly duplicateBars: number;
  readonly invalidBars: number;
  readonly reorderedBars: number;
  readonly offGridBars: number;
  /**
   * Bars in which the price moves eightfold or more, including the move from the previous close: glitches, or
   * changes of unit.
   */
  readonly jumpBars: number;
  /** Age of the last bar's close at the as-of time, in bars; 0 = the newest possible, null without a bar. */
  readonly ageBars: number | null;
  /**
   * 0…1: 1 − (filled + duplicate + invalid + off-grid + jumps) / rows received, never below 0; 0 without a
   * bar.
   */
  readonly health: number;
}
