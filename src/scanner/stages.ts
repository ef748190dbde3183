import type { FilterResult, MissingPolicy } from '../filters/filter.js';
import { runFilters } from '../filters/run-filters.js';
import { LIVE_METRICS } from '../indicators/metrics.js';
import type { FactStages } from '../market/feed.js';
import { classifyMarket } from '../market/market-class.js';
import type { MarketFacts, MarketInfo } from '../market/market.js';
import { NO_FACTS } from '../market/market.js';
import type { Preset } from '../presets/preset.js';
import { setLiveMetrics, tickerMetrics } from './compute-metrics.js';
import type { Candidate, Places } from './evaluate.js';
import { judge, placesOf } from './evaluate.js';
import type { Sha256 } from '../util/sha256.js';

/** What the stages of a scan have to know of it. */
export interface StageRequest {
  readonly asOfMs: number;
  readonly timeframeMs: number;
  readonly preset: Preset;
  readonly missing: MissingPolicy;
  /** Markets that are looked at to the end whatever their facts say. */
  readonly levelsFor: ReadonlySet<string>;
  /** The only markets that are looked at beyond their tickers; absent = all. */
  readonly focus?: ReadonlySet<string>;
  readonly signal: AbortSignal | undefined;
  readonly sha256: Sha256;
}

/** A universe after the tickers. */
export interface Sieved {
  readonly facts: ReadonlyMap<string, MarketFacts>;
  /** Places among all markets of the universe, by what their tickers say. */
  readonly places: Places;
  readonly ruledOut: readonly Candidate[];
  /** The markets whose candles are worth a request. */
  readonly remaining: readonly MarketInfo[];
  /** Of the facts that ruled markets out. */
  readonly digests: readonly string[];
}

/**
 * Rules out what tickers and the list of markets are enough to refuse. A filter that lacks data does not rule out: it is
 * asked again when there are candles.
 * @param mostBars  bars that a scan takes of a market.
 */
export async function sieveByTickers(
  universe: readonly MarketInfo[],
  bases: ReadonlySet<string>,
  mostBars: number,
  stages: FactStages,
  request: StageRequest,
): Promise<Sieved> {
  const { asOfMs, timeframeMs, preset, missing, sha256 } = request;
  const symbols = universe.map(({ symbol }) => symbol);
  const facts = await stages.tickers(symbols, asOfMs, request.signal);
  const candidates = universe.map((market): Candidate => {
    const known = facts.get(market.symbol) ?? NO_FACTS;
    return {
      market,
      marketClass: classifyMarket(market, bases, null),
      series: null,
      ...tickerMetrics(known, 'candles come after tickers'),
      errors: [],
      ruledOut: null,
      refusedBy: null,
    };
  });
  const places = placesOf(candidates, preset);
  const ruledOut: Candidate[] = [];
  const remaining: MarketInfo[] = [];
  const digests: string[] = [];
  for (const candidate of candidates) {
    const { market } = candidate;
    if (request.focus?.has(market.symbol) === false) continue;
    // Bars are not known yet, but a market listed an hour ago cannot have more than an hour's.
    const bars = Math.min(mostBars, barsSince(market.listedAtMs, asOfMs, timeframeMs));
    const { results } = runFilters(
      {
        market,
        marketClass: candidate.marketClass,
        metrics: { ...candidate.metrics, bars },
        missingReasons: candidate.missingReasons,
        asOfMs,
        ranks: places(market.symbol),
      },
      preset,
      missing,
    );
    const refusal = results.find(({ passed }) => passed === false);
    if (refusal === undefined || request.levelsFor.has(market.symbol)) {
      remaining.push(market);
      continue;
    }
    const known = facts.get(market.symbol) ?? NO_FACTS;
    const reason = `candles were not asked for, as ${refusal.name} refuses the market`;
    ruledOut.push({ ...candidate, ...tickerMetrics(known, reason), ruledOut: results });
    digests.push(`${market.symbol} ticker ${sha256([JSON.stringify({ market, facts: known })])}`);
  }
  return { facts, places, ruledOut, remaining, digests };
}

/**
 * Asks for books and open interest of the candidates that nothing has refused so far, and puts them into their
 * metrics. The others keep what their ticker told.
 */
export async function addDetails(
  candidates: readonly Candidate[],
  places: Places,
  stages: FactStages,
  request: StageRequest,
): Promise<{ candidates: Candidate[]; digests: string[] }> {
  const { asOfMs, preset, missing, sha256, levelsFor } = request;
  const refusals = new Map<string, FilterResult>();
  for (const { market, filters, errors } of judge(candidates, preset, missing, asOfMs, { places })) {
    const refusal = filters.find(({ passed }) => passed === false);
    if (refusal !== undefined && errors.length === 0) refusals.set(market.symbol, refusal);
  }
  const isWanted = ({ market, errors, ruledOut }: Candidate): boolean =>
    ruledOut === null &&
    errors.length === 0 &&
    (!refusals.has(market.symbol) || levelsFor.has(market.symbol));
  const wanted = candidates.filter(isWanted).map(({ market }) => market.symbol);
  const details = await stages.details(wanted, asOfMs, request.signal);
  const digests: string[] = [];
  const complete = candidates.map((candidate): Candidate => {
    const { symbol } = candidate.market;
    if (candidate.ruledOut !== null || candidate.errors.length > 0) return candidate;
    if (!isWanted(candidate)) {
      const refusedBy = refusals.get(symbol)?.name ?? null;
      const complete = withFacts(candidate, null, `it was not asked for, as ${refusedBy} refuses the market`);
      return { ...complete, refusedBy };
    }
    const found = details.get(symbol);
    digests.push(`${symbol} details ${sha256([JSON.stringify(found ?? null)])}`);
    if (found !== undefined && 'error' in found) {
      const failed = withFacts(candidate, null, found.error.message);
      return { ...failed, errors: [found.error] };
    }
    return withFacts(candidate, found?.facts ?? null, 'the source does not tell it');
  });
  return { candidates: complete, digests };
}

/** The candidate with more facts; what neither these nor the ticker tells is missing for `why`. */
function withFacts(candidate: Candidate, facts: Partial<MarketFacts> | null, why: string): Candidate {
  const metrics = { ...candidate.metrics };
  const missingReasons = { ...candidate.missingReasons };
  setLiveMetrics({ ...NO_FACTS, ...liveOf(metrics), ...withoutNull(facts) }, why, {
    metrics,
    missingReasons,
  });
  const provenance = facts?.provenance ?? candidate.origins.facts;
  return { ...candidate, metrics, missingReasons, origins: { ...candidate.origins, facts: provenance } };
}

/** Bars that a market can have had since it was listed; unlimited where nobody tells. */
function barsSince(listedAtMs: number | null, asOfMs: number, timeframeMs: number): number {
  if (listedAtMs === null) return Infinity;
  return Math.max(0, Math.ceil((asOfMs - listedAtMs) / timeframeMs));
}

type LiveFacts = Pick<MarketFacts, (typeof LIVE_METRICS)[number]>;

function liveOf(metrics: LiveFacts): LiveFacts {
  return Object.fromEntries(LIVE_METRICS.map((name) => [name, metrics[name]])) as unknown as LiveFacts;
}

/** What is null stays as the ticker said. */
function withoutNull(facts: Partial<MarketFacts> | null): Partial<MarketFacts> {
  return Object.fromEntries(Object.entries(facts ?? {}).filter(([, value]) => value !== null));
}
