import type { ScanCaches } from '../cache/caches.js';
import { scoreMarket } from '../scoring/index.js';
import type { ScoreInput } from '../scoring/index.js';
import type { Candidate, JudgedMarket, Ranks } from './evaluate.js';
import { funnelOf, judgeOf, levelsOf, ranksOf, rankMarkets, resultOf } from './evaluate.js';
import { mapInPieces } from './in-pieces.js';
import type { ScanRequest } from './scan-request.js';
import type { FunnelStep, MarketResult } from './scan-result.js';

/** The outcome for the candidates. */
export interface Judgement {
  readonly judged: readonly JudgedMarket[];
  readonly funnel: readonly FunnelStep[];
  /** Ranked. */
  readonly markets: readonly MarketResult[];
  readonly timings: { readonly filterMs: number; readonly levelsMs: number; readonly scoreMs: number };
}

export interface JudgeOptions {
  /** Ranks among markets of which some are not candidates; null = among the candidates. */
  readonly rankOf: Ranks | null;
  readonly caches?: ScanCaches | undefined;
  /** Monotonic milliseconds, for the timings only. */
  readonly nowMs: () => number;
  /** Called between pieces of the markets. */
  readonly pause: () => Promise<void>;
}

/** filter → levels → score → rank. Pure except for its pauses. @param candidates  by symbol */
export async function judgeMarkets(
  candidates: readonly Candidate[],
  request: ScanRequest,
  { rankOf: known, caches, nowMs, pause }: JudgeOptions,
): Promise<Judgement> {
  const { preset, missing, asOfMs, skipLevels } = request;
  const startMs = nowMs();
  const rankOf = known ?? ranksOf(candidates, preset);
  const judge = judgeOf({ preset, missing, asOfMs, rankOf, caches });
  const judged = await mapInPieces(candidates, judge, pause);
  await pause();
  const funnel = funnelOf(judged, missing);
  await pause();
  const filteredMs = nowMs();
  const levels = await mapInPieces(judged, (market) => levelsOf(market, preset, request), pause);
  const leveledMs = nowMs();
  const score = caches?.scoresFor(preset) ?? ((input: ScoreInput) => scoreMarket(input, preset));
  const results = await mapInPieces(
    judged,
    (market, index) => resultOf(market, levels[index], score, skipLevels),
    pause,
  );
  await pause();
  const markets = rankMarkets(results);
  const timings = {
    filterMs: filteredMs - startMs,
    levelsMs: leveledMs - filteredMs,
    scoreMs: nowMs() - leveledMs,
  };
  return { judged, funnel, markets, timings };
}
