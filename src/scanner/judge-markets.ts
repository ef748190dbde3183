import type { ScanCaches } from '../cache/caches.js';
import { scoreMarket } from '../scoring/index.js';
import type { ScoreInput } from '../scoring/index.js';
import type { Candidate, JudgedMarket, Places } from './evaluate.js';
import { funnelOf, judge, levelsOf, rankMarkets, resultOf } from './evaluate.js';
import type { ScanRequest } from './scan-request.js';
import type { FunnelStep, MarketResult } from './scan-result.js';

/** What became of the candidates. */
export interface Judgement {
  readonly judged: readonly JudgedMarket[];
  readonly funnel: readonly FunnelStep[];
  /** Ranked. */
  readonly markets: readonly MarketResult[];
  readonly timings: { readonly filterMs: number; readonly levelsMs: number; readonly scoreMs: number };
}

export interface JudgeOptions {
  /** Places among markets of which some are no candidates; null = among the candidates. */
  readonly places: Places | null;
  readonly caches?: ScanCaches | undefined;
  /** Monotonic milliseconds, for the timings only. */
  readonly nowMs: () => number;
}

/** filter → levels → score → rank. Pure. @param candidates  by symbol */
export function judgeMarkets(
  candidates: readonly Candidate[],
  request: ScanRequest,
  { places, caches, nowMs }: JudgeOptions,
): Judgement {
  const { preset, missing, asOfMs, skipLevels } = request;
  const startMs = nowMs();
  const judged = judge(candidates, preset, missing, asOfMs, {
    ...(caches ? { caches } : {}),
    ...(places ? { places } : {}),
  });
  const funnel = funnelOf(judged, missing);
  const filteredMs = nowMs();
  const levels = judged.map((market) => levelsOf(market, preset, request));
  const leveledMs = nowMs();
  const score = caches?.scoresFor(preset) ?? ((input: ScoreInput) => scoreMarket(input, preset));
  const markets = rankMarkets(
    judged.map((market, index) => resultOf(market, levels[index], score, skipLevels)),
  );
  const timings = {
    filterMs: filteredMs - startMs,
    levelsMs: leveledMs - filteredMs,
    scoreMs: nowMs() - leveledMs,
  };
  return { judged, funnel, markets, timings };
}
