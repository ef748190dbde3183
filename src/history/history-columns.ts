import type { MarketInfo } from '../market/market.js';

/** Metrics that are kernel outputs and float32 in every value. */
export const NUMBER_METRICS = [
  'surgeLong',
  'surgeShort',
  'atr',
  'bbWidthPct',
  'bbPercentB',
  'bbWidthPercentile',
  'rsi',
  'btcCorrelation',
] as const;

/** Metrics that are kernel outputs and prices: float32 from an anchor in float64. */
export const PRICE_METRICS = [
  'bbUpper',
  'bbMiddle',
  'bbLower',
  'vwap',
  'ema',
  'sma',
  'donchianHigh',
  'donchianLow',
] as const;

export const KERNEL_METRICS = [...NUMBER_METRICS, ...PRICE_METRICS] as const;

/** Metrics taken from the candles in float64. */
const CANDLE_METRICS = [
  'price',
  'change24hPct',
  'turnover24h',
  'change1hPct',
  'recentChangePct',
  'recentVolumeRatio',
  'filledBars',
  'health',
] as const;

/** And those taken from several of the others. */
export const DERIVED_METRICS = [...CANDLE_METRICS, 'atrRatio', 'contextAtrRatio', 'vwapGapAtr'] as const;

export type KernelMetric = (typeof KERNEL_METRICS)[number];
export type DerivedMetric = (typeof DERIVED_METRICS)[number];

/** The metrics as columns, empty where they were not asked for; NaN = null. Bar `row` of market `index` stands at `index · stride + row`. */
export type MetricColumns = { readonly [M in (typeof NUMBER_METRICS)[number]]: Float32Array } & {
  readonly [M in DerivedMetric | (typeof PRICE_METRICS)[number]]: Float64Array;
} & {
  /** Bars that a scan would have had, up to its window. */
  readonly bars: Int32Array;
  /** See BREAKOUT. */
  readonly breakout: Int8Array;
};

/** Breakouts as numbers; `unknown` = null. */
export const BREAKOUT = { up: 1, none: 0, down: -1, unknown: 2 } as const;

/**
 * Bars of all markets, from the one that opens at `firstOpenTimeMs` on. The arrays are views of the engine's memory: read
 * only, written again for the next block, given back after the last one.
 */
export interface HistoryBlock {
  readonly firstOpenTimeMs: number;
  readonly timeframeMs: number;
  /** First row that stands for a bar of the source: up to two rows of the first block come before it. */
  readonly firstRow: number;
  /** Rows of this block; what the columns hold after them means nothing. */
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

export type BlockColumns = Omit<
  HistoryBlock,
  'firstOpenTimeMs' | 'firstRow' | 'timeframeMs' | 'barCount' | 'stride' | 'markets' | 'filters'
>;

/** Names of all metrics of a history. */
export const HISTORY_METRICS = [...KERNEL_METRICS, ...DERIVED_METRICS, 'bars', 'breakout'] as const;

export type HistoryMetric = (typeof HISTORY_METRICS)[number];

/** Metrics that have the same value in all rows of a stretch. */
export type MetricConstants = { readonly [M in HistoryMetric]?: number };

/** Columns by the type of their numbers. */
export const COLUMN_TYPES = {
  single: NUMBER_METRICS,
  double: [...PRICE_METRICS, ...DERIVED_METRICS],
  integer: ['bars'],
  byte: ['breakout'],
} as const satisfies Readonly<Record<string, readonly HistoryMetric[]>>;
