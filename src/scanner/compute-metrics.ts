import type { CandleSeries } from '../market/candle-series.js';
import { barCount } from '../market/candle-series.js';
import type { DataQuality } from '../market/data-issue.js';
import type { MarketFacts, Provenance } from '../market/market.js';
import { findBreakout } from '../indicators/breakout.js';
import { inAtrs, SMALLEST_ATR_RATIO } from '../indicators/smallest-atr.js';
import type { KernelMetric, MetricName, Metrics, MissingReasons } from '../indicators/metrics.js';
import {
  KERNEL_METRICS,
  LIVE_METRICS,
  METRIC_NAMES,
  metricRow,
  NO_METRICS,
  VOLUME_METRICS,
} from '../indicators/metrics.js';

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** Bars before the last one whose highest high or lowest low a close must exceed for a breakout. */
export const BREAKOUT_LOOKBACK = 20;

/** Last value of each kernel output of one market; NaN = not defined. */
export type LatestValue = (output: string) => number;

export interface MetricsInput {
  readonly series: CandleSeries;
  readonly quality: DataQuality;
  readonly facts: MarketFacts;
  /** False if the source can have no live facts at all (candle files). */
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
  /** Why there is no correlation with BTC; null if there was a benchmark. */
  readonly benchmarkMissing: string | null;
}

/** Origin of the figures that both candles and the exchange's ticker can supply. */
export interface FigureOrigins {
  readonly change24hPct: 'candles' | 'ticker' | null;
  readonly turnover24h: 'candles' | 'ticker' | null;
  /** How the live facts were obtained; null without any. */
  readonly facts: Provenance | null;
}

export const NO_ORIGINS: FigureOrigins = { change24hPct: null, turnover24h: null, facts: null };

/** Metrics of a market about which nothing can be computed, each missing for the same reason. */
export function noMetrics(
  reason: string,
  quality: DataQuality | null,
): { metrics: Metrics; missingReasons: MissingReasons } {
  const metrics: Metrics = {
    ...NO_METRICS,
    bars: quality?.bars ?? 0,
    filledBars: quality?.filledBars ?? 0,
    ageBars: quality?.ageBars ?? null,
    health: quality?.health ?? null,
  };
  const missingReasons: MissingReasons = {};
  for (const name of METRIC_NAMES) {
    if (metrics[name] === null) missingReasons[name] = reason;
  }
  return { metrics, missingReasons };
}

/** Metrics in the order of their reasons in results, which is part of the hash; any others come after. */
const OLDEST_REASONS: readonly MetricName[] = ['surgeLong', 'surgeShort', 'atr', 'rsi', 'ema', 'sma'];
const LATER_REASONS: readonly MetricName[] = ['vwap', 'vwapGapAtr', 'recentVolumeRatio', 'turnover24h'];

function byReasons<Name extends MetricName>(names: readonly Name[]): readonly Name[] {
  const placeOf = (name: MetricName): number =>
    OLDEST_REASONS.includes(name)
      ? OLDEST_REASONS.indexOf(name) - OLDEST_REASONS.length
      : 1 + LATER_REASONS.indexOf(name);
  return [...names].sort((a, b) => placeOf(a) - placeOf(b));
}

const BY_REASONS = byReasons(KERNEL_METRICS);
const VOLUMES_BY_REASONS = byReasons(VOLUME_METRICS);

/** All metrics of one market at its last bar, with a reason for each that is null. Pure. */
export function computeMetrics(input: MetricsInput): {
  metrics: Metrics;
  missingReasons: MissingReasons;
  origins: FigureOrigins;
} {
  const { series, facts, quality } = input;
  const missing: MissingReasons = {};
  const price = series.close[barCount(series) - 1];
  const metrics: Metrics = { ...NO_METRICS, price };
  for (const name of BY_REASONS) metrics[name] = kernelValue(input, name, missing);
  setRatios(input, metrics, missing);

  metrics.breakout = findBreakout(series, BREAKOUT_LOOKBACK);
  if (metrics.breakout === null) missing.breakout = needsBars(BREAKOUT_LOOKBACK + 1, barCount(series));
  Object.assign(metrics, changesOf(input, missing));
  for (const name of LIVE_METRICS) metrics[name] = facts[name];
  noteMissingFacts(facts, input.hasLiveFacts, missing);
  metrics.bars = quality.bars;
  metrics.filledBars = quality.filledBars;
  metrics.ageBars = quality.ageBars;
  metrics.health = quality.health;
  if (series.hasVolume === false) removeVolumes(facts, metrics, missing);
  return { metrics, missingReasons: missing, origins: originsOf(facts, metrics) };
}

/** A kernel's last value; null with the reason if it has none. */
function kernelValue(input: MetricsInput, name: KernelMetric, missing: MissingReasons): number | null {
  const cannotBe = whyNot(input, name);
  const value = cannotBe === null ? input.latest(name) : NaN;
  if (Number.isFinite(value)) return value;
  const needed = input.barsNeeded(name);
  const { undefinedBecause = 'the value is not defined here' } = metricRow(name);
  missing[name] =
    cannotBe ?? (input.kernelBars < needed ? needsBars(needed, input.kernelBars) : undefinedBecause);
  return null;
}

/** Why a kernel lacked its input; null = it did not. */
function whyNot({ series, kernelBars, benchmarkMissing }: MetricsInput, name: KernelMetric): string | null {
  if (name === 'btcCorrelation') return benchmarkMissing;
  if (name !== 'vwap') return null;
  const bars = barCount(series);
  const dayStartMs = Math.floor(series.openTimeMs[bars - 1] / DAY_MS) * DAY_MS;
  return bars > kernelBars && series.openTimeMs[bars - kernelBars] > dayStartMs
    ? `needs the bars since 00:00 UTC, has only the last ${kernelBars}`
    : null;
}

/** Metrics that relate kernels' values to the price. */
function setRatios(input: MetricsInput, metrics: Metrics, missing: MissingReasons): void {
  const { atr, vwap } = metrics;
  const price = metrics.price as number;
  const orMissing = (name: MetricName, value: number, reason: string): number | null => {
    if (Number.isFinite(value)) return value;
    missing[name] = reason;
    return null;
  };
  const tooFewBars = needsBars(3 * input.barsNeeded('atr'), input.kernelBars);
  const gap = vwap === null || atr === null ? null : inAtrs(price - vwap, atr, price);
  const isStill = `the ATR is below ${100 * SMALLEST_ATR_RATIO} % of the price`;
  metrics.atrRatio = orMissing('atrRatio', ratio(atr, price), missing.atr ?? 'no ATR');
  metrics.contextAtrRatio = orMissing('contextAtrRatio', input.contextLatest('atr') / price, tooFewBars);
  metrics.vwapGapAtr = orMissing('vwapGapAtr', gap ?? NaN, missing.vwap ?? missing.atr ?? isStill);
}

/** Metrics derived from volumes are unknown without them. */
function removeVolumes(facts: MarketFacts, metrics: Metrics, missing: MissingReasons): void {
  for (const name of [
    ...VOLUMES_BY_REASONS,
    ...(facts.turnover24h === null ? (['turnover24h'] as const) : []),
  ]) {
    metrics[name] = null;
    missing[name] = 'the candles have no volume';
  }
}

function originOf(ticker: number | null, value: number | null): 'candles' | 'ticker' | null {
  if (ticker !== null) return 'ticker';
  return value === null ? null : 'candles';
}

type Changes = Pick<
  Metrics,
  'change1hPct' | 'change24hPct' | 'turnover24h' | 'recentChangePct' | 'recentVolumeRatio'
>;

function changesOf(input: MetricsInput, missing: MissingReasons): Changes {
  const { series, facts } = input;
  const { open, close, volume, timeframeMs } = series;
  const bars = barCount(series);
  const last = bars - 1;

  const hourBars = Math.round(HOUR_MS / timeframeMs);
  const change1hPct = changeOver(close, hourBars);
  if (change1hPct === null) {
    missing.change1hPct = hourBars < 1 ? 'a bar is longer than an hour' : needsBars(hourBars + 1, bars);
  }

  const dayBars = Math.round(DAY_MS / timeframeMs);
  const change24hPct = facts.change24hPct ?? changeOver(close, dayBars);
  if (change24hPct === null) missing.change24hPct = needsBars(dayBars + 1, bars);
  const turnover24h = facts.turnover24h ?? turnoverOf(input, dayBars);
  if (turnover24h === null) missing.turnover24h = needsBars(dayBars, bars);

  let recentChangePct: number | null = null;
  let recentVolumeRatio: number | null = null;
  if (bars >= 5) {
    const opening = open[last - 4];
    recentChangePct = (100 * (close[last] - opening)) / opening;
    const before = (volume[last - 4] + volume[last - 3]) / 2;
    const recent = (volume[last - 2] + volume[last - 1] + volume[last]) / 3;
    if (before > 0) recentVolumeRatio = recent / before;
    else missing.recentVolumeRatio = 'no volume in the 2 bars before the last 3';
  } else {
    missing.recentChangePct = needsBars(5, bars);
    missing.recentVolumeRatio = needsBars(5, bars);
  }
  return { change1hPct, change24hPct, turnover24h, recentChangePct, recentVolumeRatio };
}

/** Change of the last close over this many bars, percent; null if there are too few. */
function changeOver(close: Float64Array, span: number): number | null {
  const last = close.length - 1;
  return span >= 1 && last >= span ? 100 * (close[last] / close[last - span] - 1) : null;
}

/**
 * Σ volume · typical price over the last 24 h, quote currency. A market listed more recently has traded for
 * less: its bars are all there is. With fewer bars for any other reason the sum is unknown: null.
 */
function turnoverOf(input: MetricsInput, dayBars: number): number | null {
  const { series, listedAtMs } = input;
  const { high, low, close, volume } = series;
  const bars = barCount(series);
  const listedInside = listedAtMs !== null && series.openTimeMs[0] - listedAtMs < series.timeframeMs;
  if (bars < dayBars && !listedInside) return null;
  let sum = 0;
  for (let bar = Math.max(0, bars - Math.max(1, dayBars)); bar < bars; bar++) {
    sum += volume[bar] * ((high[bar] + low[bar] + close[bar]) / 3);
  }
  return sum;
}

function noteMissingFacts(facts: MarketFacts, hasLiveFacts: boolean, missing: MissingReasons): void {
  for (const name of LIVE_METRICS) {
    if (facts[name] === null) {
      missing[name] = hasLiveFacts ? 'the source does not tell it' : 'candles do not hold it';
    }
  }
}

/** Adds what only a live source knows to existing metrics, with `whyMissing` for what it does not. */
export function setLiveMetrics(
  facts: MarketFacts,
  whyMissing: string,
  { metrics, missingReasons }: { metrics: Metrics; missingReasons: MissingReasons },
): void {
  for (const name of LIVE_METRICS) {
    metrics[name] = facts[name];
    if (facts[name] === null) missingReasons[name] = whyMissing;
    else delete missingReasons[name];
  }
}

/** Metrics of a market whose candles were not requested: its ticker's, the rest missing for `reason`. */
export function tickerMetrics(
  facts: MarketFacts,
  reason: string,
): { metrics: Metrics; missingReasons: MissingReasons; origins: FigureOrigins } {
  const known = noMetrics(reason, null);
  setLiveMetrics(facts, reason, known);
  const figures = { change24hPct: facts.change24hPct, turnover24h: facts.turnover24h };
  for (const name of ['change24hPct', 'turnover24h'] as const) {
    if (figures[name] === null) continue;
    known.metrics[name] = figures[name];
    delete known.missingReasons[name];
  }
  return { ...known, origins: originsOf(facts, known.metrics) };
}

function originsOf(facts: MarketFacts, metrics: Metrics): FigureOrigins {
  return {
    change24hPct: originOf(facts.change24hPct, metrics.change24hPct),
    turnover24h: originOf(facts.turnover24h, metrics.turnover24h),
    facts: LIVE_METRICS.some((name) => facts[name] !== null) ? facts.provenance : null,
  };
}

function ratio(value: number | null, by: number): number {
  return value === null ? NaN : value / by;
}

function needsBars(needed: number, has: number): string {
  return `needs ${needed} bars, has ${has}`;
}
