/** Inputs for choosing how many engines scan a recording. */
export interface ScanLoad {
  /** Bytes of the recording. */
  readonly bytes: number;
  /** Moments still to be scanned. */
  readonly moments: number;
  /** Cores of the machine. */
  readonly cores: number;
}

/** Fewer moments are scanned before another engine has read the recording. */
const FEWEST_MOMENTS = 24;

/** A larger recording is loaded only once: its candles take some ten times as much memory. */
const MOST_BYTES = 48 * 2 ** 20;

/** Two more besides the page's keep it responsive; each holds all candles. */
const MOST_HELPERS = 2;

/**
 * Helper engines that are worth their memory. One core is left to the page itself if there are more than two.
 */
export function helpersFor({ bytes, moments, cores }: ScanLoad): number {
  if (moments < FEWEST_MOMENTS || bytes > MOST_BYTES) return 0;
  return Math.max(0, Math.min(MOST_HELPERS, cores - 1));
}
