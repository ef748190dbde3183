import type { RawCandles } from '../../market/candle-series.js';
import { CANDLE_COLUMNS } from '../../market/candle-series.js';
import type { MarketBars, MarketDetails, MarketFeed } from '../../market/feed.js';
import { NO_OUTAGES } from '../../market/feed.js';
import type { MarketFacts, MarketInfo } from '../../market/market.js';
import type { ScanToRecord } from '../../recording/writer/scan-encoder.js';

/** A feed, and what it has told since the last time that somebody asked. */
export interface FeedTap {
  /** Tells the same; of candles only those that a scan can see. */
  readonly feed: MarketFeed;
  /** Everything that was told, and forgets it. */
  take(): Omit<ScanToRecord, 'outcome'>;
}

interface Told {
  markets: readonly MarketInfo[] | null;
  facts: Map<string, MarketFacts> | null;
  bars: MarketBars[] | null;
  details: Map<string, MarketDetails> | null;
  asOfMs: number | null;
  outages: ReadonlySet<number>;
}

const nothing = (): Told => ({
  markets: null,
  facts: null,
  bars: null,
  details: null,
  asOfMs: null,
  outages: NO_OUTAGES,
});

/** Listens to a feed. @throws never by itself */
export function tapFeed(feed: MarketFeed): FeedTap {
  let told = nothing();
  return {
    feed: {
      source: feed.source,
      isMetered: feed.isMetered,
      async markets(signal) {
        told.markets = await feed.markets(signal);
        return told.markets;
      },
      lastCloseTimeMs: (timeframeMs, signal) => feed.lastCloseTimeMs(timeframeMs, signal),
      async tickers(symbols, asOfMs, signal) {
        const facts = await feed.tickers(symbols, asOfMs, signal);
        told.asOfMs = asOfMs;
        told.facts ??= new Map();
        for (const [symbol, known] of facts) told.facts.set(symbol, known);
        return facts;
      },
      async bars(symbols, timeframeMs, count, asOfMs, signal) {
        const answers = await feed.bars(symbols, timeframeMs, count, asOfMs, signal);
        const seen = answers.map((answer) => withinSight(answer, timeframeMs, count, asOfMs));
        told.asOfMs = asOfMs;
        told.bars ??= [];
        told.bars.push(...seen);
        return seen;
      },
      async details(symbols, asOfMs, signal) {
        const details = await feed.details(symbols, asOfMs, signal);
        told.details ??= new Map();
        for (const [symbol, known] of details) told.details.set(symbol, known);
        return details;
      },
      outages(timeframeMs) {
        told.outages = feed.outages?.(timeframeMs) ?? NO_OUTAGES;
        return told.outages;
      },
      warnings: () => feed.warnings?.() ?? [],
      ...(feed.nowMs ? { nowMs: () => feed.nowMs!() } : {}),
      failure: () => feed.failure?.() ?? null,
      ...(feed.traffic ? { traffic: () => feed.traffic!() } : {}),
    },
    take() {
      const { markets, facts, bars, details, asOfMs: atMs, outages } = told;
      told = nothing();
      return {
        isMetered: feed.isMetered,
        markets,
        facts: facts === null ? null : { atMs, bySymbol: facts },
        bars: bars === null ? null : { atMs, answers: bars },
        details: details === null || details.size === 0 ? null : { atMs, bySymbol: details },
        ...(outages.size === 0 ? {} : { outages: [...outages].sort((a, b) => a - b) }),
      };
    },
  };
}

/** Rows besides those that were asked for: what the cleaner drops is made up for, as it would be without a recording. */
const SPARE_SHARE = 0.1;
const SPARE_ROWS = 20;

/** A file may hold years of which one scan sees hours; rows that are not in order stay as they are. */
function withinSight(answer: MarketBars, timeframeMs: number, count: number, asOfMs: number): MarketBars {
  if ('error' in answer) return answer;
  const { openTimeMs } = answer.candles;
  for (let row = 1; row < openTimeMs.length; row++) if (openTimeMs[row] < openTimeMs[row - 1]) return answer;
  let end = openTimeMs.length;
  while (end > 0 && openTimeMs[end - 1] + timeframeMs > asOfMs) end--;
  const from = Math.max(0, end - Math.ceil(count * (1 + SPARE_SHARE)) - SPARE_ROWS);
  if (from === 0 && end === openTimeMs.length) return answer;
  return { ...answer, candles: rowsOf(answer.candles, from, end) };
}

function rowsOf(candles: RawCandles, from: number, end: number): RawCandles {
  const cut = CANDLE_COLUMNS.map((name) => [name, candles[name].subarray(from, end)]);
  return { symbol: candles.symbol, ...Object.fromEntries(cut) } as RawCandles;
}
