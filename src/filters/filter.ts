import type { MarketInfo } from '../market/market.js';
import type { MarketClass } from '../market/market-class.js';
import type { Metrics, MissingReasons } from '../indicators/metrics.js';
import type { JsonSchema } from '../util/json-schema.js';

/** What a filter may look at: one market, and its place among all markets of the scan. */
export interface FilterInput {
  readonly market: MarketInfo;
  readonly marketClass: MarketClass;
  readonly metrics: Metrics;
  readonly missingReasons: MissingReasons;
  /** As-of time of the scan, UTC ms. */
  readonly asOfMs: number;
  /**
   * 1 = largest 24 h turnover, largest gain, largest loss; null where the metric is, or where no filter of the preset
   * looks at it. Ties by symbol.
   */
  readonly ranks: Readonly<Record<Rank, number | null>>;
}

/** A place among all markets of the scan. */
export type Rank = 'turnover' | 'gain' | 'loss';

/** A filter's answer about one market. */
export interface Verdict {
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

export interface FilterResult extends Verdict {
  readonly name: string;
}

/**
 * One test that a market must pass. `Limits` is what a preset says about it; a filter that the preset does not
 * name is not run. Comparisons are inclusive: a value equal to its limit passes.
 */
export interface Filter<Limits> {
  readonly name: string;
  /** Unit of value, threshold and margin; null where they are text. */
  readonly unit: string | null;
  /** True where only a live source has the data. */
  readonly liveOnly: boolean;
  /** One line for help and docs. */
  readonly description: string;
  /** JSON Schema of each limit: what a preset may say. */
  readonly limits: { readonly [K in keyof Required<Limits>]: JsonSchema };
  /** Limits without which the filter means nothing. */
  readonly required: readonly (keyof Limits & string)[];
  judge(input: FilterInput, limits: Limits): Verdict;
}

/** What becomes of a market where a filter has no data: `fail` drops it, `skip` lets the other filters decide. */
export type MissingChoice = 'fail' | 'skip';

export interface MissingPolicy {
  readonly all: MissingChoice;
  /** For filters whose data only a live source has. */
  readonly liveOnly: MissingChoice;
}
