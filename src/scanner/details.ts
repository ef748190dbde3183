import type { FilterResult } from '../filters/filter.js';
import type { LiveMetric } from '../indicators/metrics.js';
import { LIVE_METRICS } from '../indicators/metrics.js';
import type { MarketDetails } from '../market/feed.js';
import type { MarketFacts } from '../market/market.js';
import { NO_FACTS } from '../market/market.js';
import { setLiveMetrics } from './compute-metrics.js';
import type { Candidate, Ranks } from './evaluate.js';
import { judge } from './evaluate.js';
import type { ScanRequest } from './scan-request.js';
import type { PrefilterContext } from './prefilter.js';

export interface Detailed {
  readonly candidates: readonly Candidate[];
  /** Digests of the answers. */
  readonly digests: readonly string[];
}

/**
 * Requests order books and open interest of the candidates, and adds them to their metrics. If requests count
 * against a limit, only for those not rejected so far; the others keep their ticker's facts.
 * @param rankOf  as computed by the pre-filter; null if every detail of every market is requested.
 */
export async function addDetails(
  candidates: readonly Candidate[],
  rankOf: Ranks | null,
  request: ScanRequest,
  { feed, sha256, signal }: PrefilterContext,
): Promise<Detailed> {
  const rejections = rankOf === null ? NO_REJECTIONS : rejectionsOf(candidates, rankOf, request);
  const isOpen = ({ errors, rejectedEarly }: Candidate): boolean =>
    rejectedEarly === null && errors.length === 0;
  const isRejected = ({ market: { symbol } }: Candidate): boolean =>
    rejections.has(symbol) && !request.levelsFor.has(symbol);
  const wanted = candidates.filter((candidate) => isOpen(candidate) && !isRejected(candidate));
  const details = await feed.details(
    wanted.map(({ market }) => market.symbol),
    request.asOfMs,
    signal,
  );
  return {
    candidates: candidates.map((candidate) => {
      if (!isOpen(candidate)) return candidate;
      const { symbol } = candidate.market;
      if (isRejected(candidate)) return notAskedFor(candidate, rejections.get(symbol));
      return withDetails(candidate, details.get(symbol));
    }),
    digests: wanted.flatMap(({ market: { symbol } }) => {
      const found = details.get(symbol);
      return found === undefined ? [] : [`${symbol} details ${sha256([JSON.stringify(found)])}`];
    }),
  };
}

const NO_REJECTIONS: ReadonlyMap<string, FilterResult> = new Map();

/** The filter that rejects each already rejected market. */
function rejectionsOf(
  candidates: readonly Candidate[],
  rankOf: Ranks,
  { preset, missing, asOfMs }: ScanRequest,
): ReadonlyMap<string, FilterResult> {
  const rejections = new Map<string, FilterResult>();
  for (const { market, filters, errors } of judge(candidates, preset, missing, asOfMs, { rankOf })) {
    const rejection = filters.find(({ passed }) => passed === false);
    if (rejection !== undefined && errors.length === 0) rejections.set(market.symbol, rejection);
  }
  return rejections;
}

function notAskedFor(candidate: Candidate, rejection: FilterResult | undefined): Candidate {
  const rejectedBy = rejection?.name ?? null;
  const why = `it was not asked for, as ${rejectedBy} refuses the market`;
  return { ...withFacts(candidate, null, why), rejectedBy };
}

function withDetails(candidate: Candidate, found: MarketDetails | undefined): Candidate {
  if (found === undefined) return candidate;
  if (!('error' in found)) return withFacts(candidate, found.facts, 'the source does not tell it');
  return { ...withFacts(candidate, null, found.error.message), errors: [found.error] };
}

/** The candidate with more facts; anything that neither these nor the ticker has is missing for `why`. */
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

type LiveFacts = Pick<MarketFacts, LiveMetric>;

function liveOf(metrics: LiveFacts): LiveFacts {
  return Object.fromEntries(LIVE_METRICS.map((name) => [name, metrics[name]])) as unknown as LiveFacts;
}

/** Null fields keep the ticker's value. */
function withoutNull(facts: Partial<MarketFacts> | null): Partial<MarketFacts> {
  return Object.fromEntries(Object.entries(facts ?? {}).filter(([, value]) => value !== null));
}
