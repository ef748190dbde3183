import { CATALOGUE } from '../indicators/catalogue.js';
import { KERNEL_METRICS } from '../indicators/metrics.js';
import type { Engine } from '../kernels/engine/engine.js';
import type { KernelPool } from '../kernels/pool/job.js';
import { Slab } from '../kernels/slab/slab.js';
import { barCount } from '../market/candle-series.js';
import type { CandleSeries } from '../market/candle-series.js';
import type { DataQuality } from '../market/data-issue.js';
import type { AcquiredMarket } from './acquire.js';
import { barsNeeded } from './bars-needed.js';
import { computeMetrics } from './compute-metrics.js';
import { benchmarkSymbol } from './universe.js';

/** The context timeframe is three times the base (5m → 15m). */
export const CONTEXT_FACTOR = 3;

/** Catalogue rows whose last value a scan needs: those with an output that is a metric. */
export const SCAN_INDICATORS = CATALOGUE.filter(({ outputs }) =>
  outputs.some(({ name }) => KERNEL_METRICS.some((metric) => metric === name)),
).map(({ id }) => ({ id }));

/** Without these a market cannot be scored at all (DATA_SHORT). */
const CORE_OUTPUTS = ['atr', 'rsi', 'surgeLong', 'surgeShort', 'donchianHigh', 'bbMiddle'];

/** Bars that every scored market must have. */
export const MINIMUM_BARS = Math.max(...CORE_OUTPUTS.map((output) => barsNeeded(output)));

export type ComputedMarket = ReturnType<typeof computeMetrics>;

/** A market with computable candles: they end at the last closed bar. */
export type UsableMarket = AcquiredMarket & { readonly series: CandleSeries; readonly quality: DataQuality };

/** A market in the shared memory, until the next batch replaces it. */
export interface IngestedMarket {
  readonly usable: UsableMarket;
  readonly lane: number;
  readonly contextLane: number | null;
  readonly benchmarkMissing: string | null;
}

export interface ComputerOptions {
  readonly engine: Engine;
  /** null if this thread computes. */
  readonly threads: KernelPool | null;
  readonly timeframeMs: number;
  /** Maximum bars that the kernels see. */
  readonly kernelBars: number;
  readonly asOfMs: number;
  /** Usable BTC series by symbol. */
  readonly benchmarks: ReadonlyMap<string, CandleSeries>;
  readonly nowMs: () => number;
}

/** Runs the kernels over batches of markets that share one bar grid. One slab serves all batches. */
export class MetricsComputer {
  readonly #engine: Engine;
  readonly #timeframeMs: number;
  readonly #kernelBars: number;
  readonly #lastOpenTimeMs: number;
  readonly #contextLastOpenTimeMs: number;
  readonly #benchmarks: ReadonlyMap<string, CandleSeries>;
  readonly #threads: KernelPool | null;
  readonly #nowMs: () => number;
  #capacity = 0;
  #slab: Slab | null = null;
  #contextSlab: Slab | null = null;
  /** Benchmarks known to the slab. */
  readonly #benchmarksSet = new Set<string>();

  constructor(options: ComputerOptions) {
    const { timeframeMs, asOfMs } = options;
    const contextMs = CONTEXT_FACTOR * timeframeMs;
    this.#engine = options.engine;
    this.#threads = options.threads;
    this.#nowMs = options.nowMs;
    this.#timeframeMs = timeframeMs;
    this.#kernelBars = options.kernelBars;
    this.#lastOpenTimeMs = (Math.floor(asOfMs / timeframeMs) - 1) * timeframeMs;
    this.#contextLastOpenTimeMs = (Math.floor(asOfMs / contextMs) - 1) * contextMs;
    this.#benchmarks = options.benchmarks;
  }

  /** Frees the memory; another batch would allocate it again. */
  dispose(): void {
    this.#slab?.dispose();
    this.#contextSlab?.dispose();
    this.#slab = this.#contextSlab = null;
  }

  /** Puts a batch into the shared memory, replacing the previous one. */
  ingest(batch: readonly UsableMarket[]): IngestedMarket[] {
    if (batch.length === 0) return [];
    const [slab, contextSlab] = this.#slabsFor(batch.length);
    slab.clear();
    contextSlab.clear();
    return batch.map((usable) => {
      const { market, series } = usable;
      const benchmark = benchmarkSymbol(market);
      const benchmarkSeries = market.symbol === benchmark ? undefined : this.#benchmarks.get(benchmark);
      if (benchmarkSeries && !this.#benchmarksSet.has(benchmark)) {
        this.#benchmarksSet.add(benchmark);
        slab.setBenchmark(benchmark, benchmarkSeries);
      }
      return {
        usable,
        lane: slab.add(series, benchmarkSeries ? benchmark : null),
        contextLane: contextSlab.addResampled(series, null),
        benchmarkMissing: benchmarkSeries ? null : whyNoBenchmark(market.symbol, benchmark),
      };
    });
  }

  /**
   * Runs the kernels over the current batch.
   * @returns how long they took, in ms. If this thread computes, excluding whatever else ran before the
   * caller resumed.
   */
  async run(batch: readonly IngestedMarket[]): Promise<number> {
    if (batch.length === 0) return 0;
    let kernelMs = 0;
    for (const slab of this.#slabsFor(batch.length)) {
      const beforeMs = this.#nowMs();
      const running = slab.runParallel(this.#threads);
      const ownMs = this.#nowMs() - beforeMs;
      kernelMs += (await running) > 1 ? this.#nowMs() - beforeMs : ownMs;
    }
    return kernelMs;
  }

  /** After run: null, or a sentence about the first out-of-bounds write. */
  findDamage(): string | null {
    return this.#slab?.checkGuards() ?? this.#contextSlab?.checkGuards() ?? null;
  }

  /** After run: the metrics of each market of the batch. */
  metricsOf(batch: readonly IngestedMarket[], hasLiveFacts: boolean): ComputedMarket[] {
    if (batch.length === 0) return [];
    const [latest, contextLatest] = this.#slabsFor(batch.length).map((slab) => slab.latestReader());
    return batch.map(({ usable, lane, contextLane, benchmarkMissing }) =>
      computeMetrics({
        series: usable.series,
        quality: usable.quality,
        facts: usable.facts,
        hasLiveFacts,
        listedAtMs: usable.market.listedAtMs,
        kernelBars: Math.min(this.#kernelBars, barCount(usable.series)),
        latest: (output) => latest(lane, output),
        contextLatest: (output) => (contextLane === null ? NaN : contextLatest(contextLane, output)),
        barsNeeded,
        benchmarkMissing,
      }),
    );
  }

  #slabsFor(marketCount: number): [Slab, Slab] {
    // A batch without usable candles still needs memory that it leaves empty.
    const capacity = Math.max(1, marketCount);
    if (this.#slab === null || this.#contextSlab === null || capacity > this.#capacity) {
      this.#slab?.dispose();
      this.#contextSlab?.dispose();
      this.#capacity = capacity;
      // Every benchmark starts a block of its own; the slab adds room for them.
      const benchmarkCount = this.#benchmarks.size + 1;
      this.#slab = new Slab(this.#engine, {
        marketCount: capacity,
        benchmarkCount,
        barCount: this.#kernelBars,
        timeframeMs: this.#timeframeMs,
        indicators: SCAN_INDICATORS,
        mode: 'latest',
      });
      this.#contextSlab = new Slab(this.#engine, {
        marketCount: capacity,
        benchmarkCount: 1,
        resampleFactor: CONTEXT_FACTOR,
        barCount: Math.max(1, Math.ceil(this.#kernelBars / CONTEXT_FACTOR)),
        timeframeMs: CONTEXT_FACTOR * this.#timeframeMs,
        indicators: [{ id: 'atr' }],
        mode: 'latest',
      });
      this.#slab.reset(this.#lastOpenTimeMs);
      this.#contextSlab.reset(this.#contextLastOpenTimeMs);
      this.#benchmarksSet.clear();
    }
    return [this.#slab, this.#contextSlab];
  }
}

function whyNoBenchmark(symbol: string, benchmark: string): string {
  return symbol === benchmark ? 'it is BTC itself' : `no usable ${benchmark} to compare with`;
}
