import { barsOf, timeframeMsOf } from '../../src/library/scan-options.js';
import type { SessionOptions } from '../../src/library/scan-options.js';
import { detectLevels } from '../../src/levels/index.js';
import type { Level } from '../../src/levels/level.js';
import { cleanCandles } from '../../src/market/clean.js';
import type { MarketFeed } from '../../src/market/feed.js';
import type { MarketInfo } from '../../src/market/market.js';
import type { Preset } from '../../src/presets/preset.js';
import { funnelOf, judge, rankMarkets, resultOf } from '../../src/scanner/evaluate.js';
import type { Candidate, JudgedMarket } from '../../src/scanner/evaluate.js';
import { countsOf } from '../../src/scanner/scan-counts.js';
import { barsToAcquire } from '../../src/scanner/scan-request.js';
import type { MarketResult, ScanResult } from '../../src/scanner/scan-result.js';
import { scoreMarket } from '../../src/scoring/index.js';
import { columnsOf } from '../model/snapshot.js';
import type { Snapshot } from '../model/snapshot.js';

/**
 * Metrics of one scan, judged repeatedly by other presets: a slider moves thresholds and weights, not
 * metrics.
 */
export class WhatIfJudge {
  readonly #candidates: readonly Candidate[];
  /** Levels of markets that have passed once; level rules stay those of the recording. */
  readonly #levels = new Map<string, readonly Level[] | null>();

  private constructor(
    readonly result: ScanResult,
    readonly index: number,
    private readonly feed: MarketFeed,
    private readonly options: SessionOptions,
    infos: ReadonlyMap<string, MarketInfo>,
  ) {
    this.#candidates = [...result.markets]
      .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))
      .flatMap((market) => candidateOf(market, infos.get(market.symbol)));
  }

  static async of(
    result: ScanResult,
    index: number,
    feed: MarketFeed,
    options: SessionOptions,
  ): Promise<WhatIfJudge> {
    const infos = new Map((await feed.markets()).map((info) => [info.symbol, info]));
    return new WhatIfJudge(result, index, feed, options, infos);
  }

  async judge(preset: Preset, indexOf: ReadonlyMap<string, number>, nowMs: () => number): Promise<Snapshot> {
    const startMs = nowMs();
    const { asOfMs, onMissing } = this.result;
    const judged = judge(this.#candidates, preset, onMissing, asOfMs);
    const levels = await Promise.all(judged.map((market) => this.#levelsOf(market)));
    const markets = rankMarkets(
      judged.map((market, at) => resultOf(market, levels[at], (input) => scoreMarket(input, preset))),
    );
    return {
      index: this.index,
      asOfMs,
      counts: countsOf(markets, this.result.counts.skipped),
      funnel: funnelOf(judged, onMissing),
      warnings: this.result.warnings,
      resultSha256: null,
      run: { engine: 'kept metrics', workers: 1, totalMs: nowMs() - startMs, timings: null },
      ...columnsOf(markets, indexOf),
    };
  }

  /** Only of markets that pass, as in a scan. */
  async #levelsOf({ passed, market, metrics }: JudgedMarket): Promise<readonly Level[] | null> {
    if (!passed || metrics.atr === null) return null;
    const kept = this.#levels.get(market.symbol);
    if (kept !== undefined) return kept;
    const levels = await levelsAt(this.feed, market.symbol, metrics.atr, this.result, this.options);
    this.#levels.set(market.symbol, levels);
    return levels;
  }
}

/** Levels of one market as a scan would have detected them; null = it has no usable bars. */
export async function levelsAt(
  feed: MarketFeed,
  symbol: string,
  atr: number,
  { asOfMs }: Pick<ScanResult, 'asOfMs'>,
  options: SessionOptions,
): Promise<readonly Level[] | null> {
  const timeframeMs = timeframeMsOf(options);
  const count = barsToAcquire(barsOf(options), timeframeMs);
  const [answer] = await feed.bars([symbol], timeframeMs, count, asOfMs);
  if ('error' in answer) return null;
  const { series } = cleanCandles(answer.candles, { timeframeMs, asOfMs, count, mayShare: true });
  if (series === null || typeof options.preset !== 'object') return null;
  return detectLevels(series, { ...options.preset.levels, atr });
}

/**
 * Restores a market's state before judgement. Candles of one without bars and without an error were never
 * requested.
 */
function candidateOf(market: MarketResult, info: MarketInfo | undefined): Candidate[] {
  if (info === undefined) return [];
  const { marketClass, metrics, missingReasons, origins, errors } = market;
  const isRuledOut = metrics.bars === 0 && errors.length === 0;
  const rejectedEarly = isRuledOut ? market.filters : null;
  return [
    {
      market: info,
      marketClass,
      // The evidence comes from the recorded scan.
      peg: null,
      series: null,
      metrics,
      missingReasons,
      origins,
      errors,
      rejectedEarly,
      rejectedBy: null,
    },
  ];
}
