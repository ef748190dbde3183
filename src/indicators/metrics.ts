/** Type of a metric's value: a number; a number that is never null; a breakout's direction. */
interface MetricValues {
  readonly number: number | null;
  readonly count: number;
  readonly direction: 'up' | 'down' | 'none' | null;
}

/**
 * Origin of a metric: the close of the last bar; the exchange's ticker or, without one, the candles; the
 * candles; a kernel over them; the same over bars three times as long; or facts that only a live source has.
 */
export type MetricSource = 'lastClose' | 'tickerOrCandles' | 'candles' | 'kernel' | 'contextKernel' | 'live';

interface MetricRow {
  readonly unit: string;
  readonly value: keyof MetricValues;
  readonly source: MetricSource;
  /** One line for docs and legends, following the name. */
  readonly meaning: string;
  /**
   * Why a kernel can have no value although there are enough bars. @default 'the value is not defined here'
   */
  readonly undefinedBecause?: string;
  /** A price that a kernel returns as a distance from the close: exact only in float64. */
  readonly isKernelPrice?: true;
  /** Derived from volumes: null if the candles have none. */
  readonly needsVolume?: true;
  /** Metrics it is derived from besides the candles; without them it is the kernel's own output. */
  readonly madeOf?: readonly string[];
  readonly range?: readonly [min: number, max: number];
}

/**
 * The single table of metrics, in result order: their type, the columns of every format, the text of
 * `explain`, docs/metrics.md and the schema of results are derived from it. Rows with source `kernel` that
 * are not derived from other metrics are named after an output of the catalogue.
 */
export const METRICS = {
  price: {
    unit: 'quote',
    value: 'number',
    source: 'lastClose',
    meaning: 'close of the last closed bar',
  },
  change24hPct: {
    unit: '%',
    value: 'number',
    source: 'tickerOrCandles',
    meaning: 'close against the close 24 h before, or the exchange’s ticker',
  },
  change1hPct: {
    unit: '%',
    value: 'number',
    source: 'candles',
    meaning: 'close against the close 1 h before',
  },
  recentChangePct: {
    unit: '%',
    value: 'number',
    source: 'candles',
    meaning: 'close against the open four bars before the last: the last five bars',
  },
  recentVolumeRatio: {
    unit: '×',
    value: 'number',
    source: 'candles',
    meaning: 'mean volume of the last 3 bars / mean of the 2 before them',
    needsVolume: true,
  },
  turnover24h: {
    unit: 'quote',
    value: 'number',
    source: 'tickerOrCandles',
    meaning:
      'Σ volume × (high + low + close)/3 over the last 24 h of bars, or the exchange’s ticker; with fewer bars null, unless the market was listed within them',
  },
  surgeLong: {
    unit: '×',
    value: 'number',
    source: 'kernel',
    meaning: 'mean volume of the last 12 bars / mean of the 12 before',
    undefinedBecause: 'no volume in the 12 bars before the last 12',
    needsVolume: true,
  },
  surgeShort: {
    unit: '×',
    value: 'number',
    source: 'kernel',
    meaning: 'last volume / median of the 20 before',
    undefinedBecause: 'the median volume of the 20 bars before is 0',
    needsVolume: true,
  },
  atr: {
    unit: 'quote',
    value: 'number',
    source: 'kernel',
    meaning: 'Wilder’s ATR(14), seeded with the mean of the first 14 true ranges',
  },
  atrRatio: {
    unit: 'fraction',
    value: 'number',
    source: 'kernel',
    meaning: 'ATR / price',
    madeOf: ['atr'],
  },
  contextAtrRatio: {
    unit: 'fraction',
    value: 'number',
    source: 'contextKernel',
    meaning: 'ATR / price on the context timeframe',
  },
  bbUpper: {
    unit: 'quote',
    value: 'number',
    source: 'kernel',
    meaning: 'upper Bollinger band (20, 2), population deviation',
    isKernelPrice: true,
  },
  bbMiddle: {
    unit: 'quote',
    value: 'number',
    source: 'kernel',
    meaning: 'its middle, the mean of 20 closes',
    isKernelPrice: true,
  },
  bbLower: {
    unit: 'quote',
    value: 'number',
    source: 'kernel',
    meaning: 'lower Bollinger band',
    isKernelPrice: true,
  },
  bbWidthPct: {
    unit: '%',
    value: 'number',
    source: 'kernel',
    meaning: '100·(upper − lower) / middle',
  },
  bbPercentB: {
    unit: 'fraction',
    value: 'number',
    source: 'kernel',
    meaning: '(close − lower) / (upper − lower): 0 at the lower band, 1 at the upper',
    undefinedBecause: 'the bands have no width',
  },
  bbWidthPercentile: {
    unit: '0–100',
    value: 'number',
    source: 'kernel',
    meaning:
      'share of the other 119 of the last 120 widths that are smaller, by more than 5e-7 of the width (equal ones are ties): 0 = the tightest squeeze',
    range: [0, 100],
  },
  vwap: {
    unit: 'quote',
    value: 'number',
    source: 'kernel',
    meaning: 'volume-weighted typical price since 00:00 UTC of the bar’s day',
    undefinedBecause: 'no volume since 00:00 UTC',
    isKernelPrice: true,
    needsVolume: true,
  },
  vwapGapAtr: {
    unit: 'ATRs',
    value: 'number',
    source: 'kernel',
    meaning:
      '(price − VWAP) / ATR; null where the ATR is below 0.001 % of the price: it would be rounding over rounding',
    madeOf: ['atr', 'vwap'],
    needsVolume: true,
  },
  rsi: {
    unit: '0–100',
    value: 'number',
    source: 'kernel',
    meaning: 'Wilder’s RSI(14); 50 where nothing ever moved; a market that stands still keeps its value',
    range: [0, 100],
  },
  ema: {
    unit: 'quote',
    value: 'number',
    source: 'kernel',
    meaning: 'of 20 bars, seeded with the SMA of the first 20',
    isKernelPrice: true,
  },
  sma: {
    unit: 'quote',
    value: 'number',
    source: 'kernel',
    meaning: 'of 20 bars',
    isKernelPrice: true,
  },
  donchianHigh: {
    unit: 'quote',
    value: 'number',
    source: 'kernel',
    meaning: 'highest high of the 20 bars before the last, so that the last can break it',
    isKernelPrice: true,
  },
  donchianLow: {
    unit: 'quote',
    value: 'number',
    source: 'kernel',
    meaning: 'lowest low of the same bars',
    isKernelPrice: true,
  },
  btcCorrelation: {
    unit: '−1…1',
    value: 'number',
    source: 'kernel',
    meaning:
      'Pearson over the last 50 simple returns with BTC of the same quote, bar by bar; null for BTC itself and where either did not move',
    undefinedBecause: 'the market or BTC did not move, or they share too few bars',
    range: [-1, 1],
  },
  breakout: {
    unit: 'up, down, none',
    value: 'direction',
    source: 'candles',
    meaning: 'close beyond the highest high or the lowest low of the 20 bars before',
    madeOf: ['donchianHigh', 'donchianLow'],
  },
  spreadBps: {
    unit: 'bps',
    value: 'number',
    source: 'live',
    meaning: 'best ask over best bid, of the bid',
  },
  depth05Usd: {
    unit: 'USD',
    value: 'number',
    source: 'live',
    meaning: 'bids and asks within 0.5 % of the best prices',
  },
  depth03Usd: { unit: 'USD', value: 'number', source: 'live', meaning: 'the same within 0.3 %' },
  imbalance: {
    unit: '−1…1',
    value: 'number',
    source: 'live',
    meaning: '(bids − asks) / (bids + asks) of the same books',
  },
  tradesPerMinute: { unit: '1/min', value: 'number', source: 'live', meaning: 'trades per minute' },
  openInterestUsd: { unit: 'USD', value: 'number', source: 'live', meaning: 'open interest of a contract' },
  oiChange24hPct: {
    unit: '%',
    value: 'number',
    source: 'live',
    meaning: '(open interest now / 24 h ago − 1)·100',
  },
  usdPerQuote: {
    unit: 'USD',
    value: 'number',
    source: 'live',
    meaning: 'price of the quote currency, with which limits, ranks and scores compare turnover24h in USD',
  },
  bars: { unit: 'bars', value: 'count', source: 'candles', meaning: 'bars seen' },
  filledBars: {
    unit: 'bars',
    value: 'count',
    source: 'candles',
    meaning: 'how many of them had to be filled',
  },
  ageBars: { unit: 'bars', value: 'number', source: 'candles', meaning: 'age of the last one' },
  health: {
    unit: '0–1',
    value: 'number',
    source: 'candles',
    meaning: '1 less the share of bars that were filled, rejected or jump eightfold',
    range: [0, 1],
  },
} as const satisfies Readonly<Record<string, MetricRow>>;

export type MetricName = keyof typeof METRICS;

export const METRIC_NAMES = Object.keys(METRICS) as readonly MetricName[];

/** The row of a metric, with all optional fields. */
export function metricRow(name: MetricName): MetricRow {
  return METRICS[name];
}

/**
 * The metrics of one market at one as-of time. Names, units and definitions: docs/metrics.md.
 * null = not known or not defined; `missingReasons` says why.
 */
export type Metrics = { -readonly [M in MetricName]: MetricValues[(typeof METRICS)[M]['value']] };

/** The metrics whose row has this flag. */
type NamesWith<Row> = {
  [M in MetricName]: (typeof METRICS)[M] extends Row ? M : never;
}[MetricName];

function namesWith<Row>(isWanted: (row: MetricRow) => boolean): readonly NamesWith<Row>[] {
  return METRIC_NAMES.filter((name) => isWanted(METRICS[name])) as unknown as readonly NamesWith<Row>[];
}

/** Metrics that are numbers. */
export type NumberMetric = NamesWith<{ readonly value: 'number' | 'count' }>;

/** Metrics of a market about which nothing is known. */
export const NO_METRICS = Object.fromEntries(
  METRIC_NAMES.map((name) => [name, METRICS[name].value === 'count' ? 0 : null]),
) as unknown as Readonly<Metrics>;

/** The metrics that only a live source can supply; candle files never have them. */
export type LiveMetric = NamesWith<{ readonly source: 'live' }>;
export const LIVE_METRICS = namesWith<{ readonly source: 'live' }>(({ source }) => source === 'live');

/** The metrics that the exchange's ticker reports too. */
export type TickerMetric = NamesWith<{ readonly source: 'tickerOrCandles' }>;

/** Kernel outputs that are metrics unchanged. */
export type KernelMetric = Exclude<
  NamesWith<{ readonly source: 'kernel' }>,
  NamesWith<{ readonly madeOf: readonly string[] }>
>;
export const KERNEL_METRICS = namesWith<{ readonly source: 'kernel' }>(
  ({ source, madeOf }) => source === 'kernel' && madeOf === undefined,
) as unknown as readonly KernelMetric[];

/** Among them, prices that kernels return as distances from the close. */
export type KernelPrice = NamesWith<{ readonly isKernelPrice: true }>;
export const KERNEL_PRICES = namesWith<{ readonly isKernelPrice: true }>(
  ({ isKernelPrice }) => isKernelPrice === true,
);

/** The metrics that are unknown for candles without volume. */
export const VOLUME_METRICS = namesWith<{ readonly needsVolume: true }>(
  ({ needsVolume }) => needsVolume === true,
);

/** Why a metric is null, by metric name; a metric without an entry has a value. */
export type MissingReasons = Partial<Record<MetricName, string>>;
