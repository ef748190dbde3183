import type { MarketInfo } from '../market/market.js';
import type { MarketClass } from '../market/market-class.js';
import type { Peg } from '../market/peg.js';
import type { Metrics, MissingReasons, NumberMetric } from '../indicators/metrics.js';
import type { JsonSchema } from '../util/json-schema.js';

/** Inputs of a filter: one market, and its ranks among all markets of the scan. */
export interface FilterInput {
  readonly market: MarketInfo;
  readonly marketClass: MarketClass;
  /** Evidence for the class if only the price shows it. @default the class is known otherwise */
  readonly peg?: Peg | null;
  readonly metrics: Metrics;
  readonly missingReasons: MissingReasons;
  /** As-of time of the scan, UTC ms. */
  readonly asOfMs: number;
  /**
   * 1 = largest 24 h turnover, largest gain, largest loss; null if the metric is null, or no filter of the
   * preset uses the rank. Ties by symbol.
   */
  readonly ranks: Readonly<Record<Rank, number | null>>;
}

/** A rank among all markets of the scan. */
export type Rank = 'turnover' | 'gain' | 'loss';

/** The value ranked by: largest first, or with sign −1 smallest first. */
export const RANKED_BY = {
  turnover: { metric: 'turnover24h', sign: 1 },
  gain: { metric: 'change24hPct', sign: 1 },
  loss: { metric: 'change24hPct', sign: -1 },
} as const satisfies Readonly<Record<Rank, { readonly metric: NumberMetric; readonly sign: 1 | -1 }>>;

/** A filter's verdict on one market. */
export interface Verdict {
  /** null = no data to decide with. */
  readonly passed: boolean | null;
  readonly value: number | string | null;
  /** The limit as a number, or as text if it is a range or a list. */
  readonly threshold: number | string | null;
  /**
   * How far inside (≥ 0) or outside (< 0) the limit, in the unit of the value; null if there is no distance.
   */
  readonly margin: number | null;
  /** One sentence with the numbers compared. */
  readonly reason: string;
}

export interface FilterResult extends Verdict {
  readonly name: string;
}

/**
 * One comparison of a filter: the verdict on a market with its sentence, and what is compared, from which a
 * history computes bits for millions of bars without sentences.
 */
export interface Check {
  judge(input: FilterInput): Verdict;
  readonly compares: Compared;
}

export type Compared =
  ComparedMetric | ComparedRank | ComparedAge | ComparedClass | ComparedMarket | ComparedBreakout;

/** A metric, or its absolute value, between two limits. */
export interface ComparedMetric {
  readonly kind: 'metric';
  readonly metric: NumberMetric;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Compare the absolute value. */
  readonly isAbs: boolean;
  /** Markets that cannot have this metric, and pass. */
  readonly isExempt: (market: MarketInfo) => boolean;
}

/** A rank among all markets of the scan. */
export interface ComparedRank {
  readonly kind: 'rank';
  readonly rank: Rank;
  readonly top: number;
}

/** Days since the market was listed. */
export interface ComparedAge {
  readonly kind: 'listedDays';
  readonly min: number;
}

export interface ComparedClass {
  readonly kind: 'class';
  readonly allow: readonly MarketClass[];
}

/** The market alone, regardless of its bars. */
export interface ComparedMarket {
  readonly kind: 'market';
  readonly passes: (market: MarketInfo) => boolean;
}

export interface ComparedBreakout {
  readonly kind: 'breakout';
  readonly direction: 'up' | 'down' | 'any';
}

/**
 * One test that a market must pass. `Limits` is what a preset says about it; a filter that the preset does not
 * name is not run. Comparisons are inclusive: a value equal to its limit passes.
 */
export interface Filter<Limits> {
  readonly name: string;
  /** Unit of value, threshold and margin; null if they are text. */
  readonly unit: string | null;
  /** True where only a live source has the data. */
  readonly liveOnly: boolean;
  /** One line for help and docs. */
  readonly description: string;
  /** JSON Schema of each limit a preset can set. */
  readonly limits: { readonly [K in keyof Required<Limits>]: JsonSchema };
  /** Limits without which the filter is meaningless. */
  readonly required: readonly (keyof Limits & string)[];
  /** Its comparisons, in the order shown; none = nothing is limited. */
  readonly checks: (limits: Limits) => readonly Check[];
}

/** What a filter without data does to a market: `fail` rejects it, `skip` lets the other filters decide. */
export type MissingChoice = 'fail' | 'skip';

export interface MissingPolicy {
  readonly all: MissingChoice;
  /** For filters whose data only a live source has. */
  readonly liveOnly: MissingChoice;
}
