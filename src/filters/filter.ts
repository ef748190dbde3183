import type { MarketInfo } from '../market/market.js';
import type { MarketClass } from '../market/market-class.js';
import type { Peg } from '../market/peg.js';
import type { Metrics, MissingReasons, NumberMetric } from '../indicators/metrics.js';
import type { JsonSchema } from '../util/json-schema.js';

/** What a filter may look at: one market, and its place among all markets of the scan. */
export interface FilterInput {
  readonly market: MarketInfo;
  readonly marketClass: MarketClass;
  /** What shows the class where nothing but the price does. @default it is known otherwise */
  readonly peg?: Peg | null;
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

/** What a place is by: the largest come first, or with sign −1 the smallest. */
export const RANKED_BY = {
  turnover: { metric: 'turnover24h', sign: 1 },
  gain: { metric: 'change24hPct', sign: 1 },
  loss: { metric: 'change24hPct', sign: -1 },
} as const satisfies Readonly<Record<Rank, { readonly metric: NumberMetric; readonly sign: 1 | -1 }>>;

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
 * One comparison of a filter: the verdict about a market with its sentence, and what is compared, from which a history
 * takes its bits for millions of bars without a sentence.
 */
export interface Check {
  judge(input: FilterInput): Verdict;
  readonly compares: Compared;
}

export type Compared =
  ComparedMetric | ComparedRank | ComparedAge | ComparedClass | ComparedMarket | ComparedBreakout;

/** A metric, or its size, between two limits. */
export interface ComparedMetric {
  readonly kind: 'metric';
  readonly metric: NumberMetric;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Whatever its sign. */
  readonly isAbs: boolean;
  /** Markets that can have no such metric and pass. */
  readonly isExempt: (market: MarketInfo) => boolean;
}

/** A place among all markets of the scan. */
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

/** The market alone, whatever its bars. */
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
  /** Its comparisons, in the order in which they are shown; none = nothing is limited. */
  readonly checks: (limits: Limits) => readonly Check[];
}

/** What becomes of a market where a filter has no data: `fail` rejects it, `skip` lets the other filters decide. */
export type MissingChoice = 'fail' | 'skip';

export interface MissingPolicy {
  readonly all: MissingChoice;
  /** For filters whose data only a live source has. */
  readonly liveOnly: MissingChoice;
}
