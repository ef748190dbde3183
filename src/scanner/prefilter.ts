import { filterRunner } from '../filters/run-filters.js';
import type { MarketFeed } from '../market/feed.js';
import { classByName } from '../market/market-class.js';
import type { MarketFacts, MarketInfo } from '../market/market.js';
import { NO_FACTS } from '../market/market.js';
import type { Sha256 } from '../util/sha256.js';
import type { TickerLookup } from './acquire.js';
import { tickerMetrics } from './compute-metrics.js';
import type { Candidate, Ranks } from './evaluate.js';
import { ranksOf } from './evaluate.js';
import type { ScanRequest } from './scan-request.js';
import { barsToAcquire } from './scan-request.js';

/** A universe before its candles. */
export interface Prefiltered {
  /** The markets whose candles are worth a request. */
  readonly remaining: readonly MarketInfo[];
  readonly rejected: readonly Candidate[];
  /** Digests of the facts that rejected markets. */
  readonly digests: readonly string[];
  readonly tickersOf: TickerLookup;
  /** Ranks among all markets of the universe, from their tickers; null = they follow from the candles. */
  readonly rankOf: Ranks | null;
}

export interface PrefilterContext {
  readonly feed: MarketFeed;
  readonly sha256: Sha256;
  readonly signal?: AbortSignal;
}

/**
 * If candles count against a limit, rejects everything that tickers and the market list suffice to reject;
 * otherwise all markets remain, and tickers are requested batch by batch.
 * @param bases  base currencies of the universe.
 */
export async function prefilter(
  universe: readonly MarketInfo[],
  bases: ReadonlySet<string>,
  request: ScanRequest,
  { feed, sha256, signal }: PrefilterContext,
): Promise<Prefiltered> {
  const ask: TickerLookup = (symbols) => feed.tickers(symbols, request.asOfMs, signal);
  if (!feed.isMetered) {
    return { remaining: universe, rejected: [], digests: [], tickersOf: ask, rankOf: null };
  }
  const facts = await ask(universe.map(({ symbol }) => symbol));
  return { ...rejectByTickers(universe, bases, facts, request, sha256), tickersOf: async () => facts };
}

/** A filter that lacks data does not reject: it runs again once there are candles. Pure. */
function rejectByTickers(
  universe: readonly MarketInfo[],
  bases: ReadonlySet<string>,
  facts: ReadonlyMap<string, MarketFacts>,
  request: ScanRequest,
  sha256: Sha256,
): Omit<Prefiltered, 'tickersOf'> & { readonly rankOf: Ranks } {
  const candidates = universe.map((market) => tickerCandidate(market, bases, facts));
  const rankOf = ranksOf(candidates, request.preset);
  const filter = filterRunner(request.preset, request.missing);
  const rejected: Candidate[] = [];
  const remaining: MarketInfo[] = [];
  const digests: string[] = [];
  for (const candidate of candidates) {
    const { market } = candidate;
    if (request.focus?.has(market.symbol) === false) continue;
    const results = filtersBeforeCandles(candidate, rankOf, request, filter);
    const rejection = results.find(({ passed }) => passed === false);
    if (rejection === undefined || request.levelsFor.has(market.symbol)) {
      remaining.push(market);
      continue;
    }
    const known = facts.get(market.symbol) ?? NO_FACTS;
    const reason = `candles were not asked for, as ${rejection.name} refuses the market`;
    rejected.push({ ...candidate, ...tickerMetrics(known, reason), rejectedEarly: results });
    digests.push(`${market.symbol} ticker ${sha256([JSON.stringify({ market, facts: known })])}`);
  }
  return { remaining, rejected, digests, rankOf };
}

function tickerCandidate(
  market: MarketInfo,
  bases: ReadonlySet<string>,
  facts: ReadonlyMap<string, MarketFacts>,
): Candidate {
  return {
    market,
    marketClass: classByName(market, bases),
    peg: null,
    series: null,
    ...tickerMetrics(facts.get(market.symbol) ?? NO_FACTS, 'candles come after tickers'),
    errors: [],
    rejectedEarly: null,
    rejectedBy: null,
  };
}

function filtersBeforeCandles(
  { market, marketClass, metrics, missingReasons }: Candidate,
  rankOf: Ranks,
  { asOfMs, timeframeMs, bars }: ScanRequest,
  filter: ReturnType<typeof filterRunner>,
) {
  // Bars are not known yet, but a market listed an hour ago cannot have more than an hour's worth.
  const most = Math.min(barsToAcquire(bars, timeframeMs), barsSince(market.listedAtMs, asOfMs, timeframeMs));
  return filter({
    market,
    marketClass,
    metrics: { ...metrics, bars: most },
    missingReasons,
    asOfMs,
    ranks: rankOf(market.symbol),
  }).results;
}

/** Bars that a market can have had since it was listed; unlimited if unknown. */
function barsSince(listedAtMs: number | null, asOfMs: number, timeframeMs: number): number {
  if (listedAtMs === null) return Infinity;
  return Math.max(0, Math.ceil((asOfMs - listedAtMs) / timeframeMs));
}
