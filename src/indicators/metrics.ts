/**
 * The metrics of one market at one as-of time. Names, units and definitions: docs/metrics.md.
 * null = not known or not defined; `missingReasons` says why.
 */
export interface Metrics {
  price: number | null;
  change24hPct: number | null;
  turnover24h: number | null;
  change1hPct: number | null;
  recentChangePct: number | null;
  recentVolumeRatio: number | null;
  surgeLong: number | null;
  surgeShort: number | null;
  atr: number | null;
  atrRatio: number | null;
  contextAtrRatio: number | null;
  bbUpper: number | null;
  bbMiddle: number | null;
  bbLower: number | null;
  bbWidthPct: number | null;
  bbPercentB: number | null;
  bbWidthPercentile: number | null;
  vwap: number | null;
  vwapGapAtr: number | null;
  rsi: number | null;
  ema: number | null;
  sma: number | null;
  donchianHigh: number | null;
  donchianLow: number | null;
  btcCorrelation: number | null;
  breakout: 'up' | 'down' | 'none' | null;
  spreadBps: number | null;
  depth05Usd: number | null;
  depth03Usd: number | null;
  imbalance: number | null;
  tradesPerMinute: number | null;
  openInterestUsd: number | null;
  oiChange24hPct: number | null;
  usdPerQuote: number | null;
  bars: number;
  filledBars: number;
  ageBars: number | null;
  health: number | null;
}

/** Metrics of a market about which nothing is known. */
export const NO_METRICS: Readonly<Metrics> = {
  price: null,
  change24hPct: null,
  change1hPct: null,
  recentChangePct: null,
  recentVolumeRatio: null,
  turnover24h: null,
  surgeLong: null,
  surgeShort: null,
  atr: null,
  atrRatio: null,
  contextAtrRatio: null,
  bbUpper: null,
  bbMiddle: null,
  bbLower: null,
  bbWidthPct: null,
  bbPercentB: null,
  bbWidthPercentile: null,
  vwap: null,
  vwapGapAtr: null,
  rsi: null,
  ema: null,
  sma: null,
  donchianHigh: null,
  donchianLow: null,
  btcCorrelation: null,
  breakout: null,
  spreadBps: null,
  depth05Usd: null,
  depth03Usd: null,
  imbalance: null,
  tradesPerMinute: null,
  openInterestUsd: null,
  oiChange24hPct: null,
  usdPerQuote: null,
  bars: 0,
  filledBars: 0,
  ageBars: null,
  health: null,
};

export type MetricName = keyof Metrics;

/** The metrics that only a live source can give; candle files never have them. */
export const LIVE_METRICS = [
  'spreadBps',
  'depth05Usd',
  'depth03Usd',
  'imbalance',
  'tradesPerMinute',
  'openInterestUsd',
  'oiChange24hPct',
  'usdPerQuote',
] as const satisfies readonly MetricName[];

/** Why a metric is null, by metric name; a metric without an entry has a value. */
export type MissingReasons = Partial<Record<MetricName, string>>;
