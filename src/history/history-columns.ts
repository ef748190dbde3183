import type { KernelMetric, KernelPrice, LiveMetric, MetricName } from '../indicators/metrics.js';
import { KERNEL_METRICS, KERNEL_PRICES, METRIC_NAMES, metricRow } from '../indicators/metrics.js';
import type { MarketInfo } from '../market/market.js';

/**
 * Metrics that are kernel outputs and float32 in every value; the others are prices: float32 from an anchor in float64.
 */
type NumberMetric = Exclude<KernelMetric, KernelPrice>;
const NUMBER_METRICS = KERNEL_METRICS.filter(
  (name): name is NumberMetric => !KERNEL_PRICES.some((price) => price === name),
);

/** Live facts are not known of the past, and a bar that is scored is the newest that there can be. */
export type HistoryMetric = Exclude<MetricName, LiveMetric | 'ageBars'>;

/** Names of all metrics of a history. */
export const HISTORY_METRICS = METRIC_NAMES.filter(isHistoryMetric);

export function isHistoryMetric(name: MetricName): name is HistoryMetric {
  return name !== 'ageBars' && metricRow(name).source !== 'live';
}

/** Metrics taken from the candles in float64, and those made of others. */
export type DerivedMetric = Exclude<HistoryMetric, KernelMetric | 'bars' | 'breakout'>;
const DERIVED_METRICS = HISTORY_METRICS.filter(
  (name): name is DerivedMetric =>
    name !== 'bars' && name !== 'breakout' && !KERNEL_METRICS.some((kernel) => kernel === name),
);

/**
 * The metrics as columns, empty where they were not asked for; NaN = null. Bar `row` of market `index` stands at `index
 * · stride + row`.
 */
export type MetricColumns = { readonly [M in NumberMetric]: Float32Array } & {
  readonly [M in DerivedMetric | KernelPrice]: Float64Array;
} & {
  /** Bars that a scan would have had, up to its window. */
  readonly bars: Int32Array;
  /** See BREAKOUT. */
  readonly breakout: Int8Array;
};

/** Breakouts as numbers; `unknown` = null. */
export const BREAKOUT = { up: 1, none: 0, down: -1, unknown: 2 } as const;

/**
 * Bars of all markets, from the one that opens at `firstOpenTimeMs` on. The arrays are views of the engine's memory:
 * read only, written again for the next chunk, given back after the last one.
 */
export interface HistoryChunk {
  readonly firstOpenTimeMs: number;
  readonly timeframeMs: number;
  /** First row that stands for a bar of the source: up to two rows of the first chunk come before it. */
  readonly firstRow: number;
  /** Rows of this chunk; what the columns hold after them means nothing. */
  readonly barCount: number;
  /** Distance in the columns from one market to the next. */
  readonly stride: number;
  readonly markets: readonly MarketInfo[];
  /** Names of the preset's filters, in the order of the bits. */
  readonly filters: readonly string[];
  readonly metrics: MetricColumns;
  /** 1 where the market has a bar and may be scored; filters and score mean nothing elsewhere. */
  readonly usable: Uint8Array;
  /** Bit f: filter f found the market outside its limits. */
  readonly failedBits: Int32Array;
  /** Bit f: filter f had no data. */
  readonly missingBits: Int32Array;
  /** 1 where the market may be scored and every filter lets it through. */
  readonly passed: Uint8Array;
  /** −3…3; NaN = null. */
  readonly score: Float64Array;
}

export type ChunkColumns = Omit<
  HistoryChunk,
  'firstOpenTimeMs' | 'firstRow' | 'timeframeMs' | 'barCount' | 'stride' | 'markets' | 'filters'
>;

/** Metrics that have the same value in all rows of a stretch. */
export type MetricConstants = { readonly [M in HistoryMetric]?: number };

/** Columns by the type of their numbers. */
export const COLUMN_TYPES = {
  single: NUMBER_METRICS,
  double: [...KERNEL_PRICES, ...DERIVED_METRICS],
  integer: ['bars'],
  byte: ['breakout'],
} as const satisfies Readonly<Record<string, readonly HistoryMetric[]>>;
