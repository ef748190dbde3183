import { openCandleFiles } from '../../src/feeds/candle-files/candle-files.js';
import type { MarketFeed } from '../../src/market/feed.js';
import type { MarketResult } from '../../src/scanner/scan-result.js';
import type { ScanAt } from './scanner.js';

/** A coin that a person would call a breakout: up 8 % in an hour on ten times its volume. */
const MOVE_PCT = 8;
const VOLUME_TIMES = 10;
const HOUR_BARS = 12;
/** Bars before the first scanned moment: enough for every metric and a day of turnover. */
const WARM_UP_BARS = 300;

export interface Moment {
  readonly symbol: string;
  readonly asOfMs: number;
}

export interface MomentVerdict extends Moment {
  readonly passed: boolean;
  /** Rank by score among all scored markets. */
  readonly rank: number;
  readonly changePct: number;
  readonly surge: number;
  /** What kept it out; empty if it passed. */
  readonly blockedBy: readonly string[];
}

export interface FileTruth {
  readonly name: string;
  readonly markets: number;
  /** Candidates at each of the typical moments. */
  readonly candidates: readonly number[];
  /** First bars of the moves that a person would call a breakout. */
  readonly moves: readonly MomentVerdict[];
  /** All other bars of these moves on which the definition still holds. */
  readonly later: readonly MomentVerdict[];
}

/**
 * Scans a file of 5-minute candles at evenly spaced moments, and at every move that a person would call a
 * breakout.
 */
export async function judgeFile(
  path: string,
  name: string,
  scanAt: ScanAt,
  moments: number,
): Promise<FileTruth> {
  const feed = await openCandleFiles([path], {
    timeframeMs: null,
    barCount: () => null,
    asOfMs: null,
    nowMs: Date.now(),
  });
  const { timeframeMs } = feed;
  const lastCloseMs = (await feed.lastCloseTimeMs(timeframeMs)) ?? 0;
  const { first, later, startMs } = await namedMoves(feed, timeframeMs, lastCloseMs);
  const fromMs = startMs + WARM_UP_BARS * timeframeMs;
  const candidates: number[] = [];
  for (let index = 0; index < moments; index++) {
    const bar = Math.floor(((index + 0.5) / moments) * ((lastCloseMs - fromMs) / timeframeMs));
    candidates.push((await scanAt(feed, fromMs + bar * timeframeMs)).counts.passed);
  }
  const usable = (moment: Moment): boolean => moment.asOfMs >= fromMs;
  return {
    name,
    markets: (await feed.markets()).length,
    candidates,
    moves: await judgeMoments(feed, first.filter(usable), scanAt),
    later: await judgeMoments(feed, later.filter(usable), scanAt),
  };
}

async function judgeMoments(
  feed: MarketFeed,
  moments: readonly Moment[],
  scanAt: ScanAt,
): Promise<MomentVerdict[]> {
  const verdicts: MomentVerdict[] = [];
  for (const { symbol, asOfMs } of moments) {
    const { markets } = await scanAt(feed, asOfMs);
    const market = markets.find((candidate) => candidate.symbol === symbol);
    if (market) verdicts.push({ symbol, asOfMs, ...verdictOf(market, markets) });
  }
  return verdicts;
}

function verdictOf(
  market: MarketResult,
  markets: readonly MarketResult[],
): Omit<MomentVerdict, keyof Moment> {
  const score = market.score ?? -Infinity;
  return {
    passed: market.passed,
    rank: 1 + markets.filter((other) => (other.score ?? -Infinity) > score).length,
    changePct: market.metrics.change1hPct ?? NaN,
    surge: market.metrics.surgeLong ?? NaN,
    blockedBy: [
      ...market.errors.map(({ code }) => code),
      ...market.filters.filter(({ passed }) => passed === false).map(({ name }) => name),
    ],
  };
}

/** Every bar at whose close a market is up enough on enough volume, straight from the candles. */
async function namedMoves(
  feed: MarketFeed,
  timeframeMs: number,
  lastCloseMs: number,
): Promise<{ first: Moment[]; later: Moment[]; startMs: number }> {
  const symbols = (await feed.markets()).map(({ symbol }) => symbol);
  const first: Moment[] = [];
  const later: Moment[] = [];
  let startMs = Infinity;
  for (const answer of await feed.bars(symbols, timeframeMs, Number.MAX_SAFE_INTEGER, lastCloseMs)) {
    if ('error' in answer) continue;
    const { symbol, openTimeMs, close, volume } = answer.candles;
    startMs = Math.min(startMs, openTimeMs[0]);
    let lastHit = -Infinity;
    for (let bar = 2 * HOUR_BARS - 1; bar < close.length; bar++) {
      const changePct = 100 * (close[bar] / close[bar - HOUR_BARS] - 1);
      if (changePct < MOVE_PCT) continue;
      const recent = sum(volume, bar - HOUR_BARS + 1, bar);
      const before = sum(volume, bar - 2 * HOUR_BARS + 1, bar - HOUR_BARS);
      if (!(before > 0) || recent < VOLUME_TIMES * before) continue;
      (bar - lastHit > HOUR_BARS ? first : later).push({ symbol, asOfMs: openTimeMs[bar] + timeframeMs });
      lastHit = bar;
    }
  }
  return { first, later, startMs };
}

function sum(values: Float64Array, from: number, to: number): number {
  let total = 0;
  for (let index = from; index <= to; index++) total += values[index];
  return total;
}
