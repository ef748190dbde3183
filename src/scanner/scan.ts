import { CATALOGUE_VERSION } from '../indicators/catalogue-version.js';
import { canonicalJson } from '../util/canonical-json.js';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';
import type { ComputedBatches, Universe } from './compute-batches.js';
import { computeBatches } from './compute-batches.js';
import type { Detailed } from './details.js';
import { addDetails } from './details.js';
import { resultDigest } from './hashing.js';
import type { Judgement } from './judge-markets.js';
import { judgeMarkets } from './judge-markets.js';
import { bySymbol } from './order.js';
import type { ScanContext } from './scan-context.js';
import { blindWarning, countsOf, fewerBarsWarning, uncheckedWarning } from './scan-counts.js';
import type { ScanRequest } from './scan-request.js';
import type { ScanResult } from './scan-result.js';
import type { Prefiltered } from './prefilter.js';
import { prefilter } from './prefilter.js';
import { selectUniverse } from './universe.js';

/**
 * One scan: pre-filter → acquire → compute → judge → document. A pure function of the candles, market facts, preset and
 * as-of time: batch size, order of the markets, engine and workers do not change a byte of the result.
 * @throws {SquallError} UNKNOWN_SYMBOL, NO_MARKETS or REF_MISSING; whatever the feed throws; AbortError.
 */
export async function scan(request: ScanRequest, context: ScanContext): Promise<ScanResult> {
  const { nowMs, pause, caches } = context;
  const startMs = nowMs();
  const universe = await universeOf(request, context);
  const prefiltered = await prefilter(universe.markets, universe.bases, request, context);
  const computed = await computeBatches(prefiltered, universe, request, context);
  const all = [...prefiltered.rejected, ...computed.candidates].sort((a, b) => bySymbol(a.market, b.market));
  const detailed = await addDetails(all, prefiltered.rankOf, request, context);
  const acquiredMs = nowMs();
  await pause();
  const { rankOf } = prefiltered;
  const judgement = await judgeMarkets(detailed.candidates, request, { rankOf, caches, nowMs, pause });
  await pause();
  return resultOfScan(
    { prefiltered: prefiltered, computed, detailed, judgement, startMs, acquiredMs },
    request,
    context,
  );
}

/** @throws {SquallError} UNKNOWN_SYMBOL or NO_MARKETS. */
async function universeOf(request: ScanRequest, { feed, signal }: ScanContext): Promise<Universe> {
  const listed = await feed.markets(signal);
  const markets = selectUniverse(listed, request);
  if (markets.length === 0) {
    throw new SquallError('NO_MARKETS', `No market to scan: ${describeSelection(request)}`);
  }
  return { markets, bases: new Set(markets.map((market) => market.base)), listed };
}

function describeSelection({ quote, symbols }: ScanRequest): string {
  if (quote !== null) return `the source has none with quote ${shownValue(quote)}`;
  return symbols === null ? 'the source has none at this as-of time' : 'no symbol was given';
}

/** A scan with nothing left but to write down its findings. */
interface FinishedScan {
  readonly prefiltered: Prefiltered;
  readonly computed: ComputedBatches;
  readonly detailed: Detailed;
  readonly judgement: Judgement;
  readonly startMs: number;
  /** When all requested data had arrived. */
  readonly acquiredMs: number;
}

async function resultOfScan(
  scanned: FinishedScan,
  request: ScanRequest,
  context: ScanContext,
): Promise<ScanResult> {
  const { prefiltered: prefiltered, computed, judgement, startMs, acquiredMs } = scanned;
  const { preset, missing, asOfMs, timeframeMs } = request;
  const { feed, caches, nowMs } = context;
  const { funnel, markets } = judgement;
  const beforeHashMs = nowMs();
  const warnings = [
    ...(feed.warnings?.() ?? []),
    ...computed.warnings,
    ...uncheckedWarning(judgement.judged, request),
    ...blindWarning(judgement.judged, request, feed.source.hasLiveFacts),
    ...fewerBarsWarning(judgement.judged, request, feed.isMetered),
    ...(request.skipLevels ? ['Levels were not computed (--skip-levels)'] : []),
  ];
  const counts = countsOf(markets, prefiltered.rejected.length);
  const hashes = await hashesOf(scanned, { counts, funnel, warnings }, request, context);
  const hashedMs = nowMs();
  const { computeMs, kernelMs, digestMs } = computed.timings;
  return {
    asOfMs,
    timeframeMs,
    preset: { name: preset.name, sha256: hashes.preset },
    onMissing: missing,
    source: feed.source,
    inputsSha256: hashes.inputs,
    resultSha256: hashes.result,
    counts,
    funnel,
    timings: {
      acquireMs: acquiredMs - startMs - computeMs - digestMs,
      computeMs,
      kernelMs,
      ...judgement.timings,
      hashMs: digestMs + hashedMs - beforeHashMs,
      totalMs: nowMs() - startMs,
    },
    batches: computed.batches,
    markets,
    warnings,
    ...(caches ? { caches: caches.stats } : {}),
  };
}

/** SHA-256 of the preset, of all inputs of a scan, and of all its outputs. */
async function hashesOf(
  { prefiltered: prefiltered, computed, detailed, judgement }: FinishedScan,
  summary: Pick<ScanResult, 'counts' | 'funnel' | 'warnings'>,
  { asOfMs, timeframeMs, bars, missing, preset, skipLevels }: ScanRequest,
  context: ScanContext,
): Promise<{ readonly preset: string; readonly inputs: string | null; readonly result: string }> {
  const { sha256, hashInputs = true } = context;
  const presetSha256 = sha256([canonicalJson(preset)]);
  const settings = {
    asOfMs,
    timeframeMs,
    bars,
    missing,
    preset: presetSha256,
    ...(skipLevels ? { skipLevels: true } : {}),
  };
  const digests = [...prefiltered.digests, ...computed.digests, ...detailed.digests].sort();
  return {
    preset: presetSha256,
    inputs: hashInputs ? sha256([canonicalJson({ catalogue: CATALOGUE_VERSION, settings, digests })]) : null,
    result: await resultDigest(canonicalJson({ settings, ...summary }), judgement.markets, context),
  };
}
