import type { ScanCaches } from '../cache/scan-caches.js';
import type { MissingPolicy } from '../filters/filter.js';
import { FILTERS } from '../filters/index.js';
import { letsThrough } from '../filters/run-filters.js';
import type { Engine } from '../kernels/engine/engine.js';
import type { KernelPool } from '../kernels/pool/job.js';
import { barCount } from '../market/candle-series.js';
import type { MarketFeed } from '../market/feed.js';
import { classifyMarket } from '../market/market-class.js';
import type { Preset } from '../presets/preset.js';
import type { ScoreInput } from '../scoring/index.js';
import { scoreMarket } from '../scoring/index.js';
import { canonicalJson } from '../util/canonical-json.js';
import { EXIT, SquallError } from '../util/squall-error.js';
import type { AcquiredMarket, AcquireRequest } from './acquire.js';
import { acquireBatch } from './acquire.js';
import type { BatchController } from './batch-controller.js';
import { DAY_MS, NO_ORIGINS, noMetrics } from './compute-metrics.js';
import type { Candidate, JudgedMarket } from './evaluate.js';
import { funnelOf, judge, levelsOf, rankMarkets, resultOf } from './evaluate.js';
import { GuardedComputer, type KernelEvent } from './guarded-computer.js';
import type { Sha256 } from '../util/sha256.js';
import { marketDigest } from './hashing.js';
import type { ComputedMarket, UsableMarket } from './metrics-computer.js';
import { MINIMUM_BARS } from './metrics-computer.js';
import { bySymbol } from './order.js';
import type { MarketError, MarketResult, ScanCounts, ScanResult } from './scan-result.js';
import type { Sieved } from './stages.js';
import { addDetails, sieveByTickers } from './stages.js';
import { takeBatches } from './take-batches.js';
import { acquireReferences } from './references.js';
import { selectUniverse } from './universe.js';

export interface ScanRequest {
  readonly timeframeMs: number;
  /** Exactly the bars closed at this time are visible, UTC ms. */
  readonly asOfMs: number;
  /** Closed bars before the as-of time that the indicators see, ≥ 1. */
  readonly bars: number;
  readonly preset: Preset;
  readonly missing: MissingPolicy;
  readonly symbols: readonly string[] | null;
  readonly quote: string | null;
  /** Markets whose levels are wanted even if they do not pass. */
  readonly levelsFor: ReadonlySet<string>;
  /**
   * The only markets that the result tells of, where the source has stages: the others give these their places among
   * all, by tickers alone. @default all
   */
  readonly focus?: ReadonlySet<string>;
  /** Stop when BTC cannot be compared with. */
  readonly requireReference: boolean;
  /** Compute levels only of the markets in `levelsFor`; components that look at levels have no data. @default false */
  readonly skipLevels?: boolean;
}

/** What a scan needs from its surroundings; nothing of it changes a result. */
export interface ScanContext {
  readonly feed: MarketFeed;
  readonly engine: Engine;
  /** Workers of that engine. @default this thread computes */
  readonly threads?: KernelPool;
  readonly controller: BatchController;
  readonly sha256: Sha256;
  /** Monotonic milliseconds, for the timings only. */
  readonly nowMs: () => number;
  /** Lets signals and the progress line through between long stretches of computing. */
  readonly pause: () => Promise<void>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
  /** A kernel wrote where it must not; the batch was computed again. A second time the scan fails. */
  readonly onKernelEvent?: (event: KernelEvent) => void;
  /** Kept from scan to scan by whoever scans again. @default none */
  readonly caches?: ScanCaches;
}

/** Bars that must be fetched so that the 24 h metrics exist whatever number of bars the indicators see. */
export function barsToAcquire(bars: number, timeframeMs: number): number {
  return Math.max(bars, Math.ceil(DAY_MS / timeframeMs) + 1);
}

/**
 * One scan: acquire → compute → filter → levels → score → rank. A pure function of the candles, market facts,
 * preset and as-of time: batch size, order of the markets, engine and workers do not change a byte of the result.
 * @throws {SquallError} UNKNOWN_SYMBOL, NO_MARKETS or REF_MISSING; whatever the feed throws; AbortError.
 */
export async function scan(request: ScanRequest, context: ScanContext): Promise<ScanResult> {
  const { preset, asOfMs, timeframeMs } = request;
  const { feed, nowMs, sha256 } = context;
  const startMs = nowMs();
  const universe = selectUniverse(await feed.markets(context.signal), request);
  if (universe.length === 0) {
    throw new SquallError('NO_MARKETS', `No market to scan: ${describeSelection(request)}`, EXIT.data);
  }

  const bases = new Set(universe.map((market) => market.base));
  const stageRequest = { ...request, signal: context.signal, sha256 };
  const mostBars = barsToAcquire(request.bars, timeframeMs);
  const sieved = feed.stages
    ? await sieveByTickers(universe, bases, mostBars, feed.stages, stageRequest)
    : null;
  const settingsOfBatches = acquireSettings(request, context, sieved);
  // Together with the first batches: nothing is computed before it is there, but an exchange can be asked meanwhile.
  const referencesToCome = acquireReferences(
    sieved?.remaining ?? universe,
    settingsOfBatches,
    request.requireReference,
  );
  const computerToCome = referencesToCome.then(
    ({ series: references }) =>
      new GuardedComputer({
        engine: context.engine,
        onKernelEvent: context.onKernelEvent,
        threads: context.threads ?? null,
        timeframeMs,
        kernelBars: request.bars,
        asOfMs,
        references,
      }),
  );
  // Its failure is that of the first batch, which may come later.
  computerToCome.catch(() => undefined);
  let candidates: Candidate[] = [...(sieved?.ruledOut ?? [])];
  const digests: string[] = [...(sieved?.digests ?? [])];
  let computeMs = 0;
  let kernelMs = 0;
  let digestMs = 0;
  const batches = await takeBatches(
    sieved?.remaining ?? universe,
    context.controller,
    {
      fetch: (batch) => acquireBatch(settingsOfBatches, batch),
      compute: async (acquired) => {
        const computer = await computerToCome;
        const known = await computer.takeTurn(async () => {
          const ingested = computer.ingest(acquired.filter(isUsable));
          const beforeMs = nowMs();
          await computer.run(ingested);
          kernelMs += nowMs() - beforeMs;
          const computed = computer.metricsOf(ingested, feed.source.hasLiveFacts);
          computeMs += nowMs() - beforeMs;
          return new Map<AcquiredMarket, ComputedMarket>(
            computed.map((metrics, index) => [ingested[index].usable, metrics]),
          );
        });
        candidates.push(...acquired.map((market) => candidateOf(market, known.get(market), bases)));
        const beforeDigestMs = nowMs();
        digests.push(...acquired.map((market) => `${market.market.symbol} ${marketDigest(market, sha256)}`));
        digestMs += nowMs() - beforeDigestMs;
        context.onProgress?.(candidates.length, universe.length);
        await context.pause();
      },
    },
    context.signal,
  ).finally(() =>
    computerToCome.then(
      (computer) => computer.dispose(),
      () => undefined,
    ),
  );
  const references = await referencesToCome;
  candidates.sort((a, b) => bySymbol(a.market, b.market));
  if (feed.stages && sieved !== null) {
    const detailed = await addDetails(candidates, sieved.places, feed.stages, stageRequest);
    candidates = detailed.candidates;
    digests.push(...detailed.digests);
  }
  const acquiredMs = nowMs();
  await context.pause();

  const judged = judge(candidates, preset, request.missing, asOfMs, {
    ...(context.caches ? { caches: context.caches } : {}),
    ...(sieved ? { places: sieved.places } : {}),
  });
  const funnel = funnelOf(judged, request.missing);
  const filteredMs = nowMs();
  const levels = judged.map((market) => levelsOf(market, preset, request));
  const leveledMs = nowMs();
  const score = context.caches?.scoresFor(preset) ?? ((input: ScoreInput) => scoreMarket(input, preset));
  const markets = rankMarkets(
    judged.map((market, index) => resultOf(market, levels[index], score, request.skipLevels)),
  );
  const scoredMs = nowMs();
  await context.pause();

  const beforeHashMs = nowMs();
  const warnings = [
    ...(feed.warnings?.() ?? []),
    ...references.warnings,
    ...uncheckedWarning(judged, request),
    ...(request.skipLevels ? ['Levels were not computed (--skip-levels)'] : []),
  ];
  const presetSha256 = sha256([canonicalJson(preset)]);
  const settings = {
    asOfMs,
    timeframeMs,
    bars: request.bars,
    missing: request.missing,
    preset: presetSha256,
    ...(request.skipLevels ? { skipLevels: true } : {}),
  };
  const counts = countsOf(markets, sieved?.ruledOut.length ?? 0);
  const inputsSha256 = sha256([canonicalJson({ settings, digests: digests.sort() })]);
  const resultSha256 = sha256(textsOf(canonicalJson({ settings, counts, funnel, warnings }), markets));
  const hashedMs = nowMs();
  return {
    asOfMs,
    timeframeMs,
    preset: { name: preset.name, sha256: presetSha256 },
    onMissing: request.missing,
    source: feed.source,
    inputsSha256,
    resultSha256,
    counts,
    funnel,
    timings: {
      acquireMs: acquiredMs - startMs - computeMs - digestMs,
      computeMs,
      kernelMs,
      filterMs: filteredMs - acquiredMs,
      levelsMs: leveledMs - filteredMs,
      scoreMs: scoredMs - leveledMs,
      hashMs: digestMs + hashedMs - beforeHashMs,
      totalMs: nowMs() - startMs,
    },
    batches,
    markets,
    warnings,
    ...(context.caches ? { caches: context.caches.stats } : {}),
  };
}

/** The text of a result market by market: that of a whole exchange at once would take hundreds of megabytes. */
function* textsOf(summary: string, markets: readonly MarketResult[]): Generator<string> {
  yield summary;
  for (const market of markets) yield JSON.stringify(market);
}

function acquireSettings(request: ScanRequest, context: ScanContext, sieved: Sieved | null): AcquireRequest {
  return {
    feed: context.feed,
    timeframeMs: request.timeframeMs,
    asOfMs: request.asOfMs,
    barCount: barsToAcquire(request.bars, request.timeframeMs),
    signal: context.signal,
    knownFacts: sieved?.facts ?? null,
  };
}

function candidateOf(
  acquired: AcquiredMarket,
  computed: ComputedMarket | undefined,
  bases: ReadonlySet<string>,
): Candidate {
  const { market, series, quality } = acquired;
  const errors = errorsOf(acquired);
  const { metrics, missingReasons, origins } = computed ?? {
    ...noMetrics(errors.map((error) => error.message).join(' '), quality),
    origins: NO_ORIGINS,
  };
  return {
    market,
    marketClass: classifyMarket(market, bases, series),
    series,
    metrics,
    missingReasons,
    origins,
    errors,
    ruledOut: null,
    refusedBy: null,
  };
}

function isUsable(acquired: AcquiredMarket): acquired is UsableMarket {
  return (
    acquired.series !== null &&
    acquired.quality !== null &&
    acquired.issues.length === 0 &&
    acquired.error === null
  );
}

/** Everything that keeps a market from being scored. */
function errorsOf(acquired: AcquiredMarket): MarketError[] {
  const errors: MarketError[] = [...(acquired.error ? [acquired.error] : []), ...acquired.issues];
  const have = acquired.series === null ? 0 : barCount(acquired.series);
  if (errors.length === 0 && have < MINIMUM_BARS) {
    errors.push({
      code: 'DATA_SHORT',
      message: `Expected at least ${MINIMUM_BARS} closed bars, got ${have}.`,
    });
  }
  return errors;
}

/** Says which filters had nothing to look at and let markets through all the same. */
function uncheckedWarning(judged: readonly JudgedMarket[], { missing }: ScanRequest): string[] {
  const unchecked = new Map<string, number>();
  for (const { errors, filters, ruledOut } of judged) {
    if (errors.length > 0 || ruledOut !== null) continue;
    for (const filter of filters) {
      if (filter.passed !== null || !letsThrough(filter, missing)) continue;
      unchecked.set(filter.name, (unchecked.get(filter.name) ?? 0) + 1);
    }
  }
  if (unchecked.size === 0) return [];
  const names = FILTERS.flatMap(({ name }) => (unchecked.has(name) ? [name] : [])).join(', ');
  const most = Math.max(...unchecked.values());
  return [`Not checked for want of data in up to ${most} markets: ${names} (--on-missing fail refuses them)`];
}

const DATA_CODE = /^DATA_/;

function countsOf(markets: readonly MarketResult[], skipped: number): ScanCounts {
  const passed = markets.filter((market) => market.passed).length;
  const noData = markets.filter(({ errors }) => errors.some((error) => DATA_CODE.test(error.code))).length;
  const errors = markets.filter(
    ({ errors: all }) => all.length > 0 && !all.some((error) => DATA_CODE.test(error.code)),
  ).length;
  return {
    listed: markets.length,
    scanned: markets.length - noData - errors - skipped,
    passed,
    failed: markets.length - passed - noData - errors,
    skipped,
    noData,
    errors,
  };
}

function describeSelection({ quote, symbols }: ScanRequest): string {
  if (quote !== null) return `the source has none with quote ${JSON.stringify(quote)}`;
  return symbols === null ? 'the source has none at this as-of time' : 'no symbol was given';
}
