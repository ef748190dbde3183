/** What decides how many engines scan a recording. */
export interface ScanLoad {
  /** Bytes of the recording. */
  readonly bytes: number;
  /** Moments that are left to scan. */
  readonly moments: number;
  /** Processors of the machine. */
  readonly cores: number;
}

/** Fewer moments are scanned before another engine has read the recording. */
const FEWEST_MOMENTS = 24;

/** A larger recording is held once: its candles take some ten times as much memory. */
const MOST_BYTES = 48 * 2 ** 20;

/** Two more than one keep the page at its speed; each holds all candles. */
const MOST_HELPERS = 2;

/**
 * Engines that are worth their memory besides the one of the page. A core is left to the page itself where there are
 * more than two.
 */
export function helpersFor({ bytes, moments, cores }: ScanLoad): number {
  if (moments < FEWEST_MOMENTS || bytes > MOST_BYTES) return 0;
  return Math.max(0, Math.min(MOST_HELPERS, cores - 1));
}
