import { isHealthJudged } from '../filters/data-health.js';
import type { MarketInfo } from '../market/market.js';
import { NO_FACTS } from '../market/market.js';
import type { AcquiredMarket, AcquireRequest } from './acquire.js';
import { cleanMarket } from './acquire.js';
import { jumpWarning, pegWarning } from './candle-warnings.js';
import { candidateOf, isUsable } from './candidate.js';
import type { Candidate } from './evaluate.js';
import { FetchDesk } from './fetch-desk.js';
import { GuardedComputer } from './guarded-computer.js';
import { marketDigest } from './hashing.js';
import type { ComputedMarket } from './metrics-computer.js';
import { acquireBenchmarks } from './benchmarks.js';
import type { ScanContext } from './scan-context.js';
import type { ScanRequest } from './scan-request.js';
import { barsToAcquire } from './scan-request.js';
import type { BatchRecord } from './scan-result.js';
import type { Prefiltered } from './prefilter.js';
import { takeBatches } from './take-batches.js';

/** What a scan knows about its markets after their candles. */
export interface ComputedBatches {
  /** In the order in which they were computed. */
  readonly candidates: readonly Candidate[];
  /** One digest per candidate, of its inputs; empty if not wanted. */
  readonly digests: readonly string[];
  readonly batches: readonly BatchRecord[];
  /** About the benchmark series, and about bars that no market has. */
  readonly warnings: readonly string[];
  readonly timings: { readonly computeMs: number; readonly kernelMs: number; readonly digestMs: number };
}

export interface Universe {
  /** The markets that are scanned, by symbol. */
  readonly markets: readonly MarketInfo[];
  /** Their base currencies. */
  readonly bases: ReadonlySet<string>;
  /** Every market of the source. */
  readonly listed: readonly MarketInfo[];
}

/** acquire → compute for the remaining markets, batch by batch. */
export async function computeBatches(
  { remaining, rejected, tickersOf }: Prefiltered,
  universe: Universe,
  request: ScanRequest,
  context: ScanContext,
): Promise<ComputedBatches> {
  const acquire: AcquireRequest = {
    feed: context.feed,
    timeframeMs: request.timeframeMs,
    asOfMs: request.asOfMs,
    barCount: barsToAcquire(request.bars, request.timeframeMs),
    takesQuietBars: isHealthJudged(request.preset.filters),
    signal: context.signal,
    tickersOf,
  };
  // In parallel with the first batches: nothing is computed before it arrives, but an exchange can already be
  // queried.
  const desk = new FetchDesk(acquire, remaining);
  const benchmarks = acquireBenchmarks(remaining, universe.listed, acquire, request.requireReference, () =>
    desk.witnesses(),
  );
  // Its failure surfaces in the first batch, which may come later.
  benchmarks.catch(() => undefined);
  const computer = new BatchComputer(universe.bases, request, context);
  context.onProgress?.(rejected.length, universe.markets.length);
  try {
    const batches = await takeBatches(
      remaining,
      context.controller,
      {
        fetch: (batch) => desk.fetch(batch),
        compute: async (fetched) => {
          const { series, outages } = await benchmarks;
          const acquired = fetched.map((market) => cleanMarket(market, acquire, outages));
          await computer.compute(acquired, series);
          context.onProgress?.(rejected.length + computer.candidates.length, universe.markets.length);
          await context.pause();
        },
        leave: (left) => computer.leave(left),
      },
      context.signal,
      { ...context.surroundings, bars: acquire.barCount },
    );
    const { candidates, digests, timings, jumping } = computer;
    const warnings = [
      ...(await benchmarks).warnings,
      ...jumpWarning(jumping),
      ...pegWarning(candidates.filter(({ peg }) => peg !== null).map(({ market }) => market.symbol)),
    ];
    return { candidates, digests, batches, warnings, timings };
  } finally {
    computer.dispose();
  }
}

/** Turns acquired batches into candidates, one batch after another, and measures the time. */
class BatchComputer {
  readonly candidates: Candidate[] = [];
  readonly digests: string[] = [];
  /** Symbols of markets with bars that jump. */
  readonly jumping: string[] = [];
  readonly timings = { computeMs: 0, kernelMs: 0, digestMs: 0 };
  #computer: GuardedComputer | null = null;

  constructor(
    private readonly bases: ReadonlySet<string>,
    private readonly request: ScanRequest,
    private readonly context: ScanContext,
  ) {}

  async compute(
    acquired: readonly AcquiredMarket[],
    benchmarks: ConstructorParameters<typeof GuardedComputer>[0]['benchmarks'],
  ): Promise<void> {
    this.#computer ??= this.#openComputer(benchmarks);
    const metrics = await this.#metricsOf(acquired, this.#computer);
    this.candidates.push(...acquired.map((market) => candidateOf(market, metrics.get(market), this.bases)));
    for (const { market, quality } of acquired) {
      if (quality !== null && quality.jumpBars > 0) this.jumping.push(market.symbol);
    }
    const { nowMs } = this.context;
    const beforeMs = nowMs();
    for (const market of acquired) this.#digest(market);
    this.timings.digestMs += nowMs() - beforeMs;
  }

  /** Takes markets that memory has no room for: each is reported as not scanned. */
  leave(markets: readonly MarketInfo[]): void {
    const error = { code: 'MEM_PRESSURE', message: 'It had not been looked at when memory ran out.' };
    for (const market of markets) {
      const left = { market, series: null, quality: null, issues: [], facts: NO_FACTS, error };
      this.candidates.push(candidateOf(left, undefined, this.bases));
      this.#digest(left);
    }
  }

  #digest(acquired: AcquiredMarket): void {
    const { sha256, hashInputs = true } = this.context;
    if (hashInputs) this.digests.push(`${acquired.market.symbol} ${marketDigest(acquired, sha256)}`);
  }

  /** Frees the memory. */
  dispose(): void {
    this.#computer?.dispose();
  }

  #openComputer(benchmarks: Parameters<BatchComputer['compute']>[1]): GuardedComputer {
    const { engine, threads = null, onKernelEvent, nowMs } = this.context;
    const { timeframeMs, asOfMs, bars: kernelBars } = this.request;
    return new GuardedComputer({
      engine,
      threads,
      onKernelEvent,
      timeframeMs,
      kernelBars,
      asOfMs,
      benchmarks,
      nowMs,
    });
  }

  async #metricsOf(
    acquired: readonly AcquiredMarket[],
    computer: GuardedComputer,
  ): Promise<ReadonlyMap<AcquiredMarket, ComputedMarket>> {
    const { feed, nowMs } = this.context;
    const ingested = computer.ingest(acquired.filter(isUsable));
    const kernelMs = await computer.run(ingested);
    const beforeMs = nowMs();
    const computed = computer.metricsOf(ingested, feed.source.hasLiveFacts);
    this.timings.kernelMs += kernelMs;
    this.timings.computeMs += kernelMs + nowMs() - beforeMs;
    return new Map(computed.map((metrics, index) => [ingested[index].usable, metrics]));
  }
}
