import type { MissingPolicy } from '../filters/filter.js';
import type { Preset } from '../presets/preset.js';
import { DAY_MS } from './compute-metrics.js';

/** Everything that determines a scan's result, besides the market data. */
export interface ScanRequest {
  readonly timeframeMs: number;
  /** Exactly the bars closed by this time are visible, UTC ms. */
  readonly asOfMs: number;
  /** Closed bars before the as-of time that the indicators see, ≥ 1. */
  readonly bars: number;
  readonly preset: Preset;
  readonly missing: MissingPolicy;
  /** Only these markets; null = all. */
  readonly symbols: readonly string[] | null;
  /** Only markets of this quote currency; null = all. */
  readonly quote: string | null;
  /** Markets to compute levels for even if they do not pass. */
  readonly levelsFor: ReadonlySet<string>;
  /**
   * The only markets in the result, if requests count against a limit: the others only contribute to their
   * ranks, by tickers alone. @default all
   */
  readonly focus?: ReadonlySet<string>;
  /** Stop if there is no BTC benchmark. */
  readonly requireReference: boolean;
  /**
   * Compute levels only for the markets in `levelsFor`; components that use levels have no data. @default
   * false
   */
  readonly skipLevels?: boolean;
}

/** Bars to fetch so that the 24 h metrics exist however many bars the indicators see. */
export function barsToAcquire(bars: number, timeframeMs: number): number {
  return Math.max(bars, Math.ceil(DAY_MS / timeframeMs) + 1);
}
