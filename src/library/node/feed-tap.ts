import type { RawCandles } from '../../market/candle-series.js';
import { CANDLE_COLUMNS } from '../../market/candle-series.js';
import type { MarketBars, MarketDetails, MarketFeed } from '../../market/feed.js';
import type { MarketFacts, MarketInfo } from '../../market/market.js';
import type { ScanToRecord } from '../../recording/writer/scan-encoder.js';

/** A feed, and everything it has answered since it was last drained. */
export interface FeedTap {
  /** Answers the same, but only with candles that a scan can see. */
  readonly feed: MarketFeed;
  /** Returns everything answered so far, and forgets it. */
  take(): Omit<ScanToRecord, 'outcome'>;
}

interface Answers {
  markets: readonly MarketInfo[] | null;
  facts: Map<string, MarketFacts> | null;
  bars: MarketBars[] | null;
  details: Map<string, MarketDetails> | null;
  asOfMs: number | null;
  /** Open time from which rows may be kept. */
  sightMs: number;
  /** undefined = the feed does not know. */
  outages: ReadonlySet<number> | undefined;
}

const nothing = (): Answers => ({
  markets: null,
  facts: null,
  bars: null,
  details: null,
  asOfMs: null,
  sightMs: -Infinity,
  outages: undefined,
});

/** Listens to a feed. @throws nothing of its own */
export function tapFeed(feed: MarketFeed): FeedTap {
  let answers = nothing();
  return {
    feed: {
      source: feed.source,
      isMetered: feed.isMetered,
      async markets(signal) {
        answers.markets = await feed.markets(signal);
        return answers.markets;
      },
      lastCloseTimeMs: (timeframeMs, signal) => feed.lastCloseTimeMs(timeframeMs, signal),
      async tickers(symbols, asOfMs, signal) {
        const facts = await feed.tickers(symbols, asOfMs, signal);
        answers.asOfMs = asOfMs;
        answers.facts ??= new Map();
        for (const [symbol, known] of facts) answers.facts.set(symbol, known);
        return facts;
      },
      async bars(symbols, timeframeMs, count, asOfMs, signal) {
        const came = await feed.bars(symbols, timeframeMs, count, asOfMs, signal);
        const seen = came.map((answer) => withinSight(answer, timeframeMs, count, asOfMs));
        answers.asOfMs = asOfMs;
        answers.sightMs = asOfMs - barsInSight(count) * timeframeMs;
        answers.bars ??= [];
        answers.bars.push(...seen);
        return seen;
      },
      async details(symbols, asOfMs, signal) {
        const details = await feed.details(symbols, asOfMs, signal);
        answers.details ??= new Map();
        for (const [symbol, known] of details) answers.details.set(symbol, known);
        return details;
      },
      outages(timeframeMs) {
        answers.outages = feed.outages?.(timeframeMs);
        return answers.outages;
      },
      warnings: () => feed.warnings?.() ?? [],
      ...(feed.nowMs ? { nowMs: () => feed.nowMs!() } : {}),
      failure: () => feed.failure?.() ?? null,
      ...(feed.traffic ? { traffic: () => feed.traffic!() } : {}),
    },
    take() {
      const { markets, facts, bars, details, asOfMs: atMs, outages } = answers;
      const away = outages && inSight(outages, answers);
      answers = nothing();
      return {
        isMetered: feed.isMetered,
        markets,
        facts: facts === null ? null : { atMs, bySymbol: facts },
        bars: bars === null ? null : { atMs, answers: bars },
        details: details === null || details.size === 0 ? null : { atMs, bySymbol: details },
        ...(away === undefined ? {} : { outages: away }),
      };
    },
  };
}

/** Extra rows beyond those requested: they replace rows that the cleaner drops, as without a recording. */
const SPARE_SHARE = 0.1;
const SPARE_ROWS = 20;

function barsInSight(count: number): number {
  return Math.ceil(count * (1 + SPARE_SHARE)) + SPARE_ROWS;
}

/** In order. */
function inSight(outages: ReadonlySet<number>, { sightMs, asOfMs }: Answers): number[] {
  const isSeen = (time: number): boolean => time >= sightMs && (asOfMs === null || time < asOfMs);
  return [...outages].filter(isSeen).sort((a, b) => a - b);
}

/** A file may hold years of which a scan sees hours; rows out of order are kept unchanged. */
function withinSight(answer: MarketBars, timeframeMs: number, count: number, asOfMs: number): MarketBars {
  if ('error' in answer) return answer;
  const { openTimeMs } = answer.candles;
  for (let row = 1; row < openTimeMs.length; row++) if (openTimeMs[row] < openTimeMs[row - 1]) return answer;
  let end = openTimeMs.length;
  while (end > 0 && openTimeMs[end - 1] + timeframeMs > asOfMs) end--;
  const from = Math.max(0, end - barsInSight(count));
  if (from === 0 && end === openTimeMs.length) return answer;
  return { ...answer, candles: rowsOf(answer.candles, from, end) };
}

function rowsOf(candles: RawCandles, from: number, end: number): RawCandles {
  const cut = CANDLE_COLUMNS.map((name) => [name, candles[name].subarray(from, end)]);
  return { symbol: candles.symbol, ...Object.fromEntries(cut) } as RawCandles;
}
