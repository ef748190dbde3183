import type { KernelMetric, KernelPrice, LiveMetric, MetricName } from '../indicators/metrics.js';
import { KERNEL_METRICS, KERNEL_PRICES, METRIC_NAMES, metricRow } from '../indicators/metrics.js';
import type { MarketInfo } from '../market/market.js';

/**
 * Metrics whose kernel output is float32; the other kernel outputs are prices: float32 relative to a float64 anchor.
 */
type NumberMetric = Exclude<KernelMetric, KernelPrice>;
const NUMBER_METRICS = KERNEL_METRICS.filter(
  (name): name is NumberMetric => !KERNEL_PRICES.some((price) => price === name),
);

/** Live metrics are unknown for the past, and `ageBars` is always 0 because the scored bar is the newest one. */
export type HistoryMetric = Exclude<MetricName, LiveMetric | 'ageBars'>;

/** Names of all metrics that a history has. */
export const HISTORY_METRICS = METRIC_NAMES.filter(isHistoryMetric);

export function isHistoryMetric(name: MetricName): name is HistoryMetric {
  return name !== 'ageBars' && metricRow(name).source !== 'live';
}

/** Metrics computed from the candles in float64 or from other metrics. */
export type DerivedMetric = Exclude<HistoryMetric, KernelMetric | 'bars' | 'breakout'>;
const DERIVED_METRICS = HISTORY_METRICS.filter(
  (name): name is DerivedMetric =>
    name !== 'bars' && name !== 'breakout' && !KERNEL_METRICS.some((kernel) => kernel === name),
);

/**
 * The metrics as columns; NaN = null, and columns that were not requested are empty. Bar `row` of market `index` is at
 * `index · stride + row`.
 */
export type MetricColumns = { readonly [M in NumberMetric]: Float32Array } & {
  readonly [M in DerivedMetric | KernelPrice]: Float64Array;
} & {
  /** Bars that a scan would see, at most its window. */
  readonly bars: Int32Array;
  /** See BREAKOUT. */
  readonly breakout: Int8Array;
};

/** Codes of the `breakout` column; `unknown` = null. */
export const BREAKOUT = { up: 1, none: 0, down: -1, unknown: 2 } as const;

/**
 * Consecutive bars of all markets; row 0 opens at `firstOpenTimeMs`. The arrays are read-only views of the engine's
 * memory, overwritten by the next chunk and released after the last one.
 */
export interface HistoryChunk {
  readonly firstOpenTimeMs: number;
  readonly timeframeMs: number;
  /** First row that is a bar of the source; in the first chunk, up to two rows precede it. */
  readonly firstRow: number;
  /** Rows of this chunk; columns are undefined beyond them. */
  readonly barCount: number;
  /** Distance in the columns between consecutive markets. */
  readonly stride: number;
  readonly markets: readonly MarketInfo[];
  /** Names of the preset's filters in bit order. */
  readonly filters: readonly string[];
  readonly metrics: MetricColumns;
  /** 1 if the market has a bar and may be scored; filters and score are undefined elsewhere. */
  readonly usable: Uint8Array;
  /** Bit f: the market is outside the limits of filter f. */
  readonly failedBits: Int32Array;
  /** Bit f: filter f had no data. */
  readonly missingBits: Int32Array;
  /** 1 if the market may be scored and passes every filter. */
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

/** Metrics by column type. */
export const COLUMN_TYPES = {
  single: NUMBER_METRICS,
  double: [...KERNEL_PRICES, ...DERIVED_METRICS],
  integer: ['bars'],
  byte: ['breakout'],
} as const satisfies Readonly<Record<string, readonly HistoryMetric[]>>;
