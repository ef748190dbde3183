import { filterRunner, letsThrough, ranksNeeded } from '../filters/run-filters.js';
import type { ScanCaches } from '../cache/caches.js';
import type { FilterInput, FilterResult, MissingPolicy } from '../filters/filter.js';
import { detectLevels } from '../levels/index.js';
import type { Level } from '../levels/level.js';
import type { CandleSeries } from '../market/candle-series.js';
import type { MarketClass } from '../market/market-class.js';
import type { MarketInfo } from '../market/market.js';
import type { Peg } from '../market/peg.js';
import type { Metrics, MissingReasons } from '../indicators/metrics.js';
import { comparableTurnover } from '../indicators/turnover.js';
import type { Preset } from '../presets/preset.js';
import type { Score, ScoreInput } from '../scoring/index.js';
import type { FigureOrigins } from './compute-metrics.js';
import type { FunnelStep, MarketError, MarketResult } from './scan-result.js';
import { compareText } from './order.js';

/** One market before it is judged. */
export interface Candidate {
  readonly market: MarketInfo;
  readonly marketClass: MarketClass;
  /** Evidence for the class if only the price shows it; null elsewhere. */
  readonly peg: Peg | null;
  readonly series: CandleSeries | null;
  readonly metrics: Metrics;
  readonly missingReasons: MissingReasons;
  readonly origins: FigureOrigins;
  /** Why it must not be scored; empty = it may. */
  readonly errors: readonly MarketError[];
  /** Verdicts that rejected it before its candles were requested; null if they were requested. */
  readonly rejectedEarly: readonly FilterResult[] | null;
  /**
   * Name of the filter that rejected it before its details were requested; null = they were, or requests are not
   * metered.
   */
  readonly rejectedBy: string | null;
}

export interface JudgedMarket extends Candidate {
  readonly filters: readonly FilterResult[];
  readonly passed: boolean;
}

/** A market's ranks by turnover, gain and loss among all others. */
export type Ranks = (symbol: string) => FilterInput['ranks'];

/** Ranks among the markets that may be scored; those that no filter of the preset uses are null. */
export function ranksOf(candidates: readonly Candidate[], preset: Preset): Ranks {
  const usable = candidates.filter((candidate) => candidate.errors.length === 0);
  const needed = ranksNeeded(preset);
  const turnover = needed.turnover ? rankBy(usable, comparableTurnover) : NO_RANKS;
  const gain = needed.gain ? rankBy(usable, (metrics) => metrics.change24hPct) : NO_RANKS;
  const loss = needed.loss
    ? rankBy(usable, (metrics) => (metrics.change24hPct === null ? null : -metrics.change24hPct))
    : NO_RANKS;
  return (symbol) => ({
    turnover: turnover.get(symbol) ?? null,
    gain: gain.get(symbol) ?? null,
    loss: loss.get(symbol) ?? null,
  });
}

/** Inputs for judging markets. */
export interface JudgeBy {
  readonly preset: Preset;
  readonly missing: MissingPolicy;
  readonly asOfMs: number;
  readonly rankOf: Ranks;
  readonly caches?: ScanCaches | undefined;
}

/** Runs the filters over a market, unless it was rejected earlier: then the rejecting verdicts stand. */
export function judgeOf({
  preset,
  missing,
  asOfMs,
  rankOf,
  caches,
}: JudgeBy): (candidate: Candidate) => JudgedMarket {
  const filter = caches?.filtersFor(preset, missing) ?? filterRunner(preset, missing);
  return (candidate) => {
    const { market, marketClass, peg, metrics, missingReasons, rejectedEarly, rejectedBy } = candidate;
    if (rejectedEarly !== null) return { ...candidate, filters: rejectedEarly, passed: false };
    const ranks = rankOf(market.symbol);
    const { passed, results } = filter({ market, marketClass, peg, metrics, missingReasons, asOfMs, ranks });
    return {
      market,
      marketClass,
      peg,
      series: candidate.series,
      metrics,
      missingReasons,
      origins: candidate.origins,
      errors: candidate.errors,
      rejectedEarly,
      rejectedBy,
      filters: results,
      passed: passed && candidate.errors.length === 0,
    };
  };
}

/** All markets by {@link judgeOf}, in their order. */
export function judge(
  candidates: readonly Candidate[],
  preset: Preset,
  missing: MissingPolicy,
  asOfMs: number,
  { caches, rankOf = ranksOf(candidates, preset) }: Partial<Pick<JudgeBy, 'caches' | 'rankOf'>> = {},
): JudgedMarket[] {
  return candidates.map(judgeOf({ preset, missing, asOfMs, rankOf, caches }));
}

const NO_RANKS: ReadonlyMap<string, number> = new Map();

/** 1 = largest; ties by symbol. */
function rankBy(
  candidates: readonly Candidate[],
  valueOf: (metrics: Metrics) => number | null,
): ReadonlyMap<string, number> {
  const ranked = candidates
    .flatMap(({ market, metrics }) => {
      const value = valueOf(metrics);
      return value === null ? [] : [{ symbol: market.symbol, value }];
    })
    .sort((a, b) => b.value - a.value || compareText(a.symbol, b.symbol));
  return new Map(ranked.map(({ symbol }, index) => [symbol, index + 1]));
}

/**
 * How many markets each filter let pass, in execution order; `data` counts those that may be scored. Filters
 * that rejected markets before their candles were requested come before `data`. Every market was judged by
 * the same filters.
 */
export function funnelOf(judged: readonly JudgedMarket[], missing: MissingPolicy): FunnelStep[] {
  const names = (judged[0]?.filters ?? []).map((filter) => filter.name);
  const early = new Set(
    judged.map(({ rejectedEarly }) => (rejectedEarly === null ? -1 : firstRejection(rejectedEarly))),
  );
  const indices = names.map((_, index) => index);
  const before = indices.filter((index) => early.has(index));
  const after = indices.filter((index) => !early.has(index));
  const order = [...before, DATA_STEP, ...after];
  const positionOf = new Map(order.map((index, position) => [index, position]));
  const stoppedAt = order.map(() => 0);
  for (const market of judged) {
    // What was not requested because of a rejection has rejected nothing itself.
    const rejection = market.rejectedBy === null ? -1 : names.indexOf(market.rejectedBy);
    const stop = rejection >= 0 ? rejection : stopOf(market, before, after, missing);
    if (stop !== null) stoppedAt[positionOf.get(stop) ?? 0]++;
  }
  let alive = judged.length;
  return order.map((index, position): FunnelStep => {
    const step = {
      filter: index === DATA_STEP ? 'data' : names[index],
      in: alive,
      out: alive - stoppedAt[position],
    };
    alive = step.out;
    return step;
  });
}

/** Represents the step `data` among the filter indices. */
const DATA_STEP = -1;

/** The step that rejected a market; null = none. */
function stopOf(
  { filters, errors, rejectedEarly }: JudgedMarket,
  before: readonly number[],
  after: readonly number[],
  missing: MissingPolicy,
): number | null {
  if (rejectedEarly !== null) return firstRejection(rejectedEarly);
  const stops = (index: number): boolean => !letsThrough(filters[index], missing);
  return before.find(stops) ?? (errors.length > 0 ? DATA_STEP : (after.find(stops) ?? null));
}

/** The first filter that had data and rejected. */
function firstRejection(results: readonly FilterResult[]): number {
  return results.findIndex(({ passed }) => passed === false);
}

/**
 * Levels of the markets that pass, unless they are skipped, and of those requested. No others are computed.
 */
export function levelsOf(
  judged: JudgedMarket,
  preset: Preset,
  {
    levelsFor,
    skipLevels = false,
  }: { readonly levelsFor: ReadonlySet<string>; readonly skipLevels?: boolean },
): readonly Level[] | null {
  const { series, metrics } = judged;
  if (series === null || metrics.atr === null) return null;
  if ((!judged.passed || skipLevels) && !levelsFor.has(judged.market.symbol)) return null;
  return detectLevels(series, { ...preset.levels, atr: metrics.atr });
}

/** The finished result of one market, without its rank. */
export function resultOf(
  judged: JudgedMarket,
  levels: readonly Level[] | null,
  score: (input: ScoreInput) => Score,
  skipLevels = false,
): MarketResult {
  const scorable = judged.errors.length === 0 && judged.rejectedEarly === null;
  // Quality of levels counts only if every market being compared has them: among those that passed, if at
  // all.
  const scored = scorable
    ? score({ metrics: judged.metrics, levels: judged.passed && !skipLevels ? levels : null })
    : { score: null, score100: null, components: [], missing: [] };
  return {
    symbol: judged.market.symbol,
    marketClass: judged.marketClass,
    rank: null,
    passed: judged.passed,
    score: scored.score,
    score100: scored.score100,
    components: scored.components,
    missing: scored.missing,
    metrics: judged.metrics,
    missingReasons: judged.missingReasons,
    origins: judged.origins,
    filters: judged.filters,
    levels: levels ?? [],
    errors: judged.errors,
  };
}

/** Passed first, then score descending (none last), then symbol; passed markets are numbered from 1. */
export function rankMarkets(markets: readonly MarketResult[]): MarketResult[] {
  const sorted = [...markets].sort(
    (a, b) =>
      Number(b.passed) - Number(a.passed) ||
      (b.score ?? -Infinity) - (a.score ?? -Infinity) ||
      compareText(a.symbol, b.symbol),
  );
  return sorted.map((market, index) => (market.passed ? { ...market, rank: index + 1 } : market));
}
