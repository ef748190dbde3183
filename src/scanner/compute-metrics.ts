import type { CandleSeries } from '../market/candle-series.js';
import { barCount } from '../market/candle-series.js';
import type { DataQuality } from '../market/data-issue.js';
import type { MarketFacts, Provenance } from '../market/market.js';
import { findBreakout } from '../indicators/breakout.js';
import type { MetricName, Metrics, MissingReasons } from '../indicators/metrics.js';
import { LIVE_METRICS } from '../indicators/metrics.js';

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** Bars before the last one whose highest high and lowest low a close must leave to be a breakout. */
export const BREAKOUT_LOOKBACK = 20;

/** Last value of each kernel output of one market; NaN = not defined. */
export type LatestValue = (output: string) => number;

export interface MetricsInput {
  readonly series: CandleSeries;
  readonly quality: DataQuality;
  readonly facts: MarketFacts;
  /** False where the source can have no live facts at all (candle files). */
  readonly hasLiveFacts: boolean;
  /** When the market was listed, UTC ms; null = not known. */
  readonly listedAtMs: number | null;
  /** Bars that the kernels saw: the last `kernelBars` of the series. */
  readonly kernelBars: number;
  /** Kernel outputs at the last bar, and at the last complete bar of the context timeframe. */
  readonly latest: LatestValue;
  readonly contextLatest: LatestValue;
  /** Bars needed for a defined value of each kernel output. */
  readonly barsNeeded: (output: string) => number;
  /** Why there is no correlation with BTC; null when a reference was given. */
  readonly referenceMissing: string | null;
}

/** Where the figures come from that candles and the exchange's ticker both can give. */
export interface FigureOrigins {
  readonly change24hPct: 'candles' | 'ticker' | null;
  readonly turnover24h: 'candles' | 'ticker' | null;
  /** How the live facts came about; null where there are none. */
  readonly facts: Provenance | null;
}

export const NO_ORIGINS: FigureOrigins = { change24hPct: null, turnover24h: null, facts: null };

/** Metrics of a market about which nothing can be computed, each missing for the same reason. */
export function noMetrics(
  reason: string,
  quality: DataQuality | null,
): { metrics: Metrics; missingReasons: MissingReasons } {
  const metrics = emptyMetrics(quality);
  const missingReasons: MissingReasons = {};
  for (const name of Object.keys(metrics) as MetricName[]) {
    if (metrics[name] === null) missingReasons[name] = reason;
  }
  return { metrics, missingReasons };
}

/** All metrics of one market at its last bar, with a reason for each that is null. Pure. */
export function computeMetrics(input: MetricsInput): {
  metrics: Metrics;
  missingReasons: MissingReasons;
  origins: FigureOrigins;
} {
  const { series, facts } = input;
  const metrics = emptyMetrics(input.quality);
  const missingReasons: MissingReasons = {};
  const last = barCount(series) - 1;
  const price = series.close[last];
  metrics.price = price;

  const set = (name: MetricName, value: number, reason: () => string): void => {
    if (Number.isFinite(value)) (metrics as unknown as Record<string, number>)[name] = value;
    else missingReasons[name] = reason();
  };
  const kernel = (name: MetricName, undefinedBecause = 'the value is not defined here'): void => {
    set(name, input.latest(name), () => {
      const needed = input.barsNeeded(name);
      return input.kernelBars < needed ? needsBars(needed, input.kernelBars) : undefinedBecause;
    });
  };

  kernel('surgeLong', 'no volume in the 12 bars before the last 12');
  kernel('surgeShort', 'the median volume of the 20 bars before is 0');
  kernel('atr');
  kernel('rsi');
  kernel('ema');
  kernel('sma');
  kernel('bbUpper');
  kernel('bbMiddle');
  kernel('bbLower');
  kernel('bbWidthPct');
  kernel('bbPercentB', 'the bands have no width');
  kernel('bbWidthPercentile');
  kernel('donchianHigh');
  kernel('donchianLow');
  if (input.referenceMissing === null) {
    kernel('btcCorrelation', 'the market or BTC did not move, or they share too few bars');
  } else {
    missingReasons.btcCorrelation = input.referenceMissing;
  }

  const dayStartMs = Math.floor(series.openTimeMs[last] / DAY_MS) * DAY_MS;
  const firstSeenMs = series.openTimeMs[last + 1 - input.kernelBars];
  if (last + 1 > input.kernelBars && firstSeenMs > dayStartMs) {
    missingReasons.vwap = `needs the bars since 00:00 UTC, has only the last ${input.kernelBars}`;
  } else {
    kernel('vwap', 'no volume since 00:00 UTC');
  }

  set('atrRatio', ratio(metrics.atr, price), () => missingReasons.atr ?? 'no ATR');
  set('contextAtrRatio', input.contextLatest('atr') / price, () =>
    needsBars(3 * input.barsNeeded('atr'), input.kernelBars),
  );
  const vwapGapAtr =
    metrics.vwap === null || metrics.atr === null || metrics.atr === 0
      ? NaN
      : (price - metrics.vwap) / metrics.atr;
  set('vwapGapAtr', vwapGapAtr, () => missingReasons.vwap ?? missingReasons.atr ?? 'the ATR is 0');

  metrics.breakout = findBreakout(series, BREAKOUT_LOOKBACK);
  if (metrics.breakout === null) {
    missingReasons.breakout = needsBars(BREAKOUT_LOOKBACK + 1, barCount(series));
  }
  setChanges(input, metrics, missingReasons);
  setFacts(facts, input.hasLiveFacts, metrics, missingReasons);
  const originOf = (ticker: number | null, value: number | null): 'candles' | 'ticker' | null =>
    ticker !== null ? 'ticker' : value === null ? null : 'candles';
  const origins = {
    change24hPct: originOf(facts.change24hPct, metrics.change24hPct),
    turnover24h: originOf(facts.turnover24h, metrics.turnover24h),
    facts: LIVE_METRICS.some((name) => facts[name] !== null) ? facts.provenance : null,
  };
  return { metrics, missingReasons, origins };
}

function setChanges(input: MetricsInput, metrics: Metrics, missingReasons: MissingReasons): void {
  const { series, facts } = input;
  const bars = barCount(series);
  const last = bars - 1;
  const barsOf = (spanMs: number): number => Math.round(spanMs / series.timeframeMs);
  const change = (span: number): number | null =>
    span >= 1 && last >= span ? 100 * (series.close[last] / series.close[last - span] - 1) : null;

  const hourBars = barsOf(HOUR_MS);
  metrics.change1hPct = change(hourBars);
  if (metrics.change1hPct === null) {
    missingReasons.change1hPct =
      hourBars < 1 ? 'a bar is longer than an hour' : needsBars(hourBars + 1, bars);
  }

  const dayBars = barsOf(DAY_MS);
  metrics.change24hPct = facts.change24hPct ?? change(dayBars);
  if (metrics.change24hPct === null) missingReasons.change24hPct = needsBars(dayBars + 1, bars);
  metrics.turnover24h = facts.turnover24h ?? turnover24h(input, dayBars);
  if (metrics.turnover24h === null) missingReasons.turnover24h = needsBars(dayBars, bars);

  if (bars >= 5) {
    const open = series.open[last - 4];
    metrics.recentChangePct = (100 * (series.close[last] - open)) / open;
    const before = (series.volume[last - 4] + series.volume[last - 3]) / 2;
    const recent = (series.volume[last - 2] + series.volume[last - 1] + series.volume[last]) / 3;
    if (before > 0) metrics.recentVolumeRatio = recent / before;
    else missingReasons.recentVolumeRatio = 'no volume in the 2 bars before the last 3';
  } else {
    missingReasons.recentChangePct = needsBars(5, bars);
    missingReasons.recentVolumeRatio = needsBars(5, bars);
  }
}

/**
 * Σ volume · typical price over the last 24 h, quote currency. A market listed within them has traded for less:
 * its bars are all there is. With fewer bars for any other reason the sum is not known: null.
 */
function turnover24h(input: MetricsInput, dayBars: number): number | null {
  const { series, listedAtMs } = input;
  const bars = barCount(series);
  const listedInside = listedAtMs !== null && series.openTimeMs[0] - listedAtMs < series.timeframeMs;
  if (bars < dayBars && !listedInside) return null;
  let sum = 0;
  for (let bar = Math.max(0, bars - Math.max(1, dayBars)); bar < bars; bar++) {
    sum += series.volume[bar] * ((series.high[bar] + series.low[bar] + series.close[bar]) / 3);
  }
  return sum;
}

function setFacts(
  facts: MarketFacts,
  hasLiveFacts: boolean,
  metrics: Metrics,
  missingReasons: MissingReasons,
): void {
  for (const name of LIVE_METRICS) {
    metrics[name] = facts[name];
    if (facts[name] === null) {
      missingReasons[name] = hasLiveFacts ? 'the source does not tell it' : 'candles do not hold it';
    }
  }
}

function ratio(value: number | null, by: number): number {
  return value === null ? NaN : value / by;
}

function needsBars(needed: number, has: number): string {
  return `needs ${needed} bars, has ${has}`;
}

function emptyMetrics(quality: DataQuality | null): Metrics {
  return {
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
    bars: quality?.bars ?? 0,
    filledBars: quality?.filledBars ?? 0,
    ageBars: quality?.ageBars ?? null,
    health: quality?.health ?? null,
  };
}
