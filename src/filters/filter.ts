import type { MarketInfo } from '../market/market.js';
import type { MarketClass } from '../market/market-class.js';
import type { Metrics, MissingReasons } from '../indicators/metrics.js';

/** What a filter may look at: one market, and its place among all markets of the scan. */
export interface FilterInput {
  readonly market: MarketInfo;
  readonly marketClass: MarketClass;
  readonly metrics: Metrics;
  readonly missingReasons: MissingReasons;
  /** 1 = largest 24 h turnover, largest gain, largest loss; null where the metric is. Ties by symbol. */
  readonly ranks: {
    readonly turnover: number | null;
    readonly gain: number | null;
    readonly loss: number | null;
  };
}

export interface FilterResult {
  readonly name: string;
  /** null = no data to decide with. */
  readonly passed: boolean | null;
  readonly value: number | string | null;
  /** The limit as a number, or as text where it is a range or a list. */
  readonly threshold: number | string | null;
  /** How far inside (≥ 0) or outside (< 0) the limit, in the unit of the value; null where there is no distance. */
  readonly margin: number | null;
  /** One sentence with the numbers compared. */
  readonly reason: string;
}
