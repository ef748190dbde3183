import { FILTERS } from '../filters/index.js';
import { letsThrough, runFilters } from '../filters/run-filters.js';
import type { ScanCaches } from '../cache/scan-caches.js';
import type { FilterInput, FilterResult, MissingPolicy } from '../filters/filter.js';
import { detectLevels } from '../levels/index.js';
import type { Level } from '../levels/level.js';
import type { CandleSeries } from '../market/candle-series.js';
import type { MarketClass } from '../market/market-class.js';
import type { MarketInfo } from '../market/market.js';
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
  readonly series: CandleSeries | null;
  readonly metrics: Metrics;
  readonly missingReasons: MissingReasons;
  readonly origins: FigureOrigins;
  /** Why it must not be scored; empty = it may. */
  readonly errors: readonly MarketError[];
}

export interface JudgedMarket extends Candidate {
  readonly filters: readonly FilterResult[];
  readonly passed: boolean;
}

type Ranks = ReadonlyMap<string, number>;

/** Runs the filters over all markets. Ranks by turnover, gain and loss are taken among the markets that may be scored. */
export function judge(
  candidates: readonly Candidate[],
  preset: Preset,
  missing: MissingPolicy,
  asOfMs: number,
  caches?: ScanCaches,
): JudgedMarket[] {
  const usable = candidates.filter((candidate) => candidate.errors.length === 0);
  const turnover = rankBy(usable, comparableTurnover);
  const gain = rankBy(usable, (metrics) => metrics.change24hPct);
  const loss = rankBy(usable, (metrics) => (metrics.change24hPct === null ? null : -metrics.change24hPct));
  const filter =
    caches?.filtersFor(preset, missing) ?? ((input: FilterInput) => runFilters(input, preset, missing));
  return candidates.map((candidate) => {
    const { market, marketClass, metrics, missingReasons } = candidate;
    const ranks = {
      turnover: turnover.get(market.symbol) ?? null,
      gain: gain.get(market.symbol) ?? null,
      loss: loss.get(market.symbol) ?? null,
    };
    const { passed, results } = filter({ market, marketClass, metrics, missingReasons, asOfMs, ranks });
    return { ...candidate, filters: results, passed: passed && candidate.errors.length === 0 };
  });
}

/** 1 = largest; ties by symbol. */
function rankBy(candidates: readonly Candidate[], valueOf: (metrics: Metrics) => number | null): Ranks {
  const ranked = candidates
    .flatMap(({ market, metrics }) => {
      const value = valueOf(metrics);
      return value === null ? [] : [{ symbol: market.symbol, value }];
    })
    .sort((a, b) => b.value - a.value || compareText(a.symbol, b.symbol));
  return new Map(ranked.map(({ symbol }, index) => [symbol, index + 1]));
}

/** How many markets each filter let through, in the order of the filters; `data` counts those that may be scored. */
export function funnelOf(judged: readonly JudgedMarket[], missing: MissingPolicy): FunnelStep[] {
  const usable = judged.filter((market) => market.errors.length === 0);
  const steps: FunnelStep[] = [{ filter: 'data', in: judged.length, out: usable.length }];
  const names = new Set(judged.flatMap((market) => market.filters.map((filter) => filter.name)));
  let alive = usable;
  for (const { name } of FILTERS) {
    if (!names.has(name)) continue;
    const survivors = alive.filter(({ filters }) => {
      const result = filters.find((filter) => filter.name === name);
      return result === undefined || letsThrough(result, missing);
    });
    steps.push({ filter: name, in: alive.length, out: survivors.length });
    alive = survivors;
  }
  return steps;
}

/** Levels of the markets that pass, unless they are skipped, and of those asked for. Nobody else's are computed. */
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
  const scorable = judged.errors.length === 0;
  // Quality of levels counts only where every market that is compared has them: among those that passed, if at all.
  const scored = scorable
    ? score({ metrics: judged.metrics, levels: judged.passed && !skipLevels ? levels : null })
    : { score: null, score100: null, components: [], missing: [] };
  return {
    symbol: judged.market.symbol,
    marketClass: judged.marketClass,
    rank: null,
    passed: judged.passed,
    ...scored,
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
