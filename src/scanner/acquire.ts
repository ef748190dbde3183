import { cleanCandles } from '../market/clean.js';
import type { CandleSeries } from '../market/candle-series.js';
import type { DataIssue, DataQuality } from '../market/data-issue.js';
import type { MarketBars, MarketFeed } from '../market/feed.js';
import type { MarketFacts, MarketInfo } from '../market/market.js';
import { NO_FACTS } from '../market/market.js';
import type { MarketError } from './scan-result.js';

/** The source's answer for one market, cleaned. */
export interface AcquiredMarket {
  readonly market: MarketInfo;
  /** null if there is no usable bar. */
  readonly series: CandleSeries | null;
  readonly quality: DataQuality | null;
  /** Why the candles must not be scored; empty = they may. */
  readonly issues: readonly DataIssue[];
  readonly facts: MarketFacts;
  /** Why the source could not deliver; null if it did. */
  readonly error: MarketError | null;
}

export interface AcquireRequest {
  readonly feed: MarketFeed;
  readonly timeframeMs: number;
  readonly asOfMs: number;
  /** Bars to take before the as-of time. */
  readonly barCount: number;
  /** The cleaner's option: whether a filter judges by health. @default false */
  readonly takesQuietBars?: boolean;
  readonly signal: AbortSignal | undefined;
  /** The tickers' facts by market; one without an entry has none. */
  readonly tickersOf: TickerLookup;
}

export type TickerLookup = (symbols: readonly string[]) => Promise<ReadonlyMap<string, MarketFacts>>;

/** Answer for a market the source did not mention: what it said of others does not apply. */
function unanswered(symbol: string): MarketBars {
  return { symbol, error: { code: 'DATA_EMPTY', message: 'The source did not answer for this market.' } };
}

/** The source's raw answer for one market. */
export interface FetchedMarket {
  readonly market: MarketInfo;
  readonly answer: MarketBars;
  readonly facts: MarketFacts;
}

/** Fetches one batch of markets; answers in the order of the markets. */
export async function fetchBatch(
  { feed, timeframeMs, asOfMs, barCount, signal, tickersOf }: AcquireRequest,
  markets: readonly MarketInfo[],
): Promise<FetchedMarket[]> {
  const symbols = markets.map((market) => market.symbol);
  const [answers, facts] = await Promise.all([
    feed.bars(symbols, timeframeMs, barCount, asOfMs, signal),
    tickersOf(symbols),
  ]);
  const bySymbol = new Map(answers.map((answer) => [answer.symbol, answer]));
  return markets.map((market) => ({
    market,
    answer: bySymbol.get(market.symbol) ?? unanswered(market.symbol),
    facts: facts.get(market.symbol) ?? NO_FACTS,
  }));
}

/** @param outages  open times of bars in which the whole source was away; undefined = none known */
export function cleanMarket(
  { market, answer, facts }: FetchedMarket,
  { timeframeMs, asOfMs, barCount, takesQuietBars }: AcquireRequest,
  outages: ReadonlySet<number> | undefined,
): AcquiredMarket {
  if ('error' in answer) {
    return { market, series: null, quality: null, issues: [], facts, error: answer.error };
  }
  const { series, quality, issues } = cleanCandles(answer.candles, {
    timeframeMs,
    asOfMs,
    count: barCount,
    outages,
    takesQuietBars,
    // Copies for a whole exchange would be tens of megabytes.
    mayShare: true,
  });
  const { facts: answered } = answer;
  // Written out: spreading would cost more than everything else for a clean market.
  return {
    market,
    series,
    quality,
    issues,
    facts: answered === undefined ? facts : { ...facts, ...answered },
    error: null,
  };
}

/** Fetches and cleans one batch of markets, of whose source nothing is known but its own answers. */
export async function acquireBatch(
  request: AcquireRequest,
  markets: readonly MarketInfo[],
): Promise<AcquiredMarket[]> {
  const fetched = await fetchBatch(request, markets);
  const outages = request.feed.outages?.(request.timeframeMs);
  return fetched.map((market) => cleanMarket(market, request, outages));
}
