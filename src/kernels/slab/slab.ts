import type { CandleSeries, PriceColumn } from '../../market/candle-series.js';
import { groupsOf } from '../../market/resample.js';
import { checkLastOpenTime, timesOf, visibleBars, writeDayStarts } from '../program/bar-grid.js';
import { blocksFor, checkChoice, checkCount, checkTimeframe } from '../program/counts.js';
import type { OwnedMemory } from '../engine/arena.js';
import type { Engine } from '../engine/engine.js';
import { fillGuards, findDamage } from '../engine/guards.js';
import { invalidBar, type MarketPrices, seriesFromRows } from '../program/price-scale.js';
import { columnOffset, FIELDS, type Grid, LANES, type SlabLayout } from '../engine/layout.js';
import { ownWorkroom, planDescription, runAddresses, type SlabPlan } from '../program/plan.js';
import type { RunAddresses } from '../program/programs.js';
import { type BenchmarkSlot, SlabBlocks } from './blocks.js';
import { SlabOutputs } from './outputs.js';
import { SlabBenchmarks } from './benchmarks.js';
import { type CandleRows, Staging } from './staging.js';
import type { IndicatorRequest } from '../program/tasks.js';
import type { KernelPool, SlabJob } from '../pool/job.js';

export type { IndicatorRequest } from '../program/tasks.js';

export interface SlabOptions {
  /** Maximum number of markets. */
  readonly marketCount: number;
  /** Bars per market: rows of the slab. */
  readonly barCount: number;
  readonly timeframeMs: number;
  readonly indicators: readonly IndicatorRequest[];
  /** series: one value per bar; latest: only the last one, in a fraction of the memory. */
  readonly mode: 'series' | 'latest';
  /** Maximum number of different benchmarks at a time. @default 1 */
  readonly benchmarkCount?: number;
  /** Largest factor for `addResampled`. @default 1 */
  readonly resampleFactor?: number;
}

/**
 * Candles of many markets side by side in the engine's memory, and their indicators. All markets share one grid of bars
 * and end at the same bar. Use: reset → setBenchmark → add … → run → latest or series; then clear for the next batch of
 * the same bars, or reset. After dispose every method throws a TypeError.
 */
export class Slab {
  readonly #engine: Engine;
  readonly #options: SlabOptions;
  readonly #plan: SlabPlan;
  readonly #layout: SlabLayout;
  readonly #memory: OwnedMemory;
  readonly #staging: Staging;
  readonly #scales: MarketPrices[] = [];
  readonly #blocks: SlabBlocks;
  readonly #benchmarks: SlabBenchmarks;
  readonly #outputs: SlabOutputs;
  #marketCount = 0;
  #lastOpenTimeMs = NaN;
  #all: RunAddresses | null = null;

  /** @throws {RangeError} a count, an indicator or a parameter that does not exist or is out of range. */
  constructor(engine: Engine, options: SlabOptions) {
    const { marketCount, barCount, timeframeMs, mode, benchmarkCount = 1, resampleFactor = 1 } = options;
    checkCount('marketCount', marketCount, 1);
    checkCount('barCount', barCount, 1);
    checkTimeframe(timeframeMs);
    checkCount('benchmarkCount', benchmarkCount, 0);
    checkCount('resampleFactor', resampleFactor, 1);
    checkChoice('mode', mode, ['series', 'latest']);
    this.#engine = engine;
    this.#options = options;
    this.#plan = planDescription({
      blockCount: blocksFor(marketCount, benchmarkCount),
      barCount,
      benchmarkCount: benchmarkCount + 1,
      indicators: options.indicators,
      mode,
      resampleFactor,
    });
    this.#layout = this.#plan.layout;
    this.#memory = engine.arena.allocate(this.#layout.lengthBytes, 'slab');
    this.#staging = new Staging(engine, this.#layout, this.#base, barCount);
    this.#blocks = new SlabBlocks(this.#plan, this.#base);
    this.#benchmarks = new SlabBenchmarks(engine, this.#plan, this.#base, benchmarkCount);
    this.#outputs = new SlabOutputs(engine, this.#plan, this.#memory, this.#scales);
    fillGuards(engine.words(), this.#layout, this.#base);
  }

  /** Output names that latest and series accept. */
  get outputNames(): readonly string[] {
    this.#memory.check();
    return this.#outputs.names;
  }

  /** Empties the slab for bars that end with the one opening at this time. Earlier handles become invalid. */
  reset(lastOpenTimeMs: number): void {
    this.#memory.check();
    const { barCount, timeframeMs } = this.#options;
    checkLastOpenTime(lastOpenTimeMs, timeframeMs);
    this.#lastOpenTimeMs = lastOpenTimeMs;
    this.clear();
    const sessions = this.#index(this.#layout.sessions, 0, 0);
    const flags = this.#engine.floats().subarray(sessions, sessions + barCount);
    writeDayStarts(flags, lastOpenTimeMs, timeframeMs);
    this.#benchmarks.reset();
  }

  /** Empties the slab for more markets over the same bars: like reset, but keeps the benchmarks. */
  clear(): void {
    this.#memory.check();
    this.#marketCount = 0;
    this.#scales.length = 0;
    this.#blocks.clear();
    this.#staging.reset();
  }

  /** Registers a series that markets can be correlated with. @throws {RangeError} too many benchmarks. */
  setBenchmark(key: string, series: CandleSeries): void {
    this.#memory.check();
    const { first, end } = visibleBars(timesOf(series), this.#options, this.#lastOpenTimeMs);
    this.#benchmarks.set(key, series.close, first, end);
  }

  /**
   * Adds a market: its last `barCount` bars up to the slab's last one; a younger market starts late.
   * @param benchmarkKey  the benchmark to correlate with; null for none: the correlation is then undefined.
   * @returns the handle for latest and series.
   * @throws {RangeError} no room, an unknown benchmark, another grid, or bars that end too early.
   */
  add(series: CandleSeries<PriceColumn>, benchmarkKey: string | null): number {
    this.#memory.check();
    const { first, end } = visibleBars(timesOf(series), this.#options, this.#lastOpenTimeMs);
    const slot = this.#nextSlot(benchmarkKey);
    this.#staging.begin(slot, series.close.BYTES_PER_ELEMENT);
    this.#staging.stageColumns(slot.lane, series, first, end);
    return this.#take(slot, end - first, () => invalidBar(series, first, end));
  }

  /** Like add, from rows [open time ms, open, high, low, close, volume]. */
  addRows(symbol: string, rows: CandleRows, benchmarkKey: string | null): number {
    this.#memory.check();
    const { timeframeMs } = this.#options;
    const times = { symbol, timeframeMs, barCount: rows.length, openTimeAt: (bar: number) => rows[bar][0] };
    const { first, end } = visibleBars(times, this.#options, this.#lastOpenTimeMs);
    const slot = this.#nextSlot(benchmarkKey);
    this.#staging.begin(slot, 8);
    this.#staging.stageRows(slot.lane, rows, first, end);
    return this.#take(slot, end - first, () =>
      invalidBar(seriesFromRows(symbol, timeframeMs, rows), first, end),
    );
  }

  /**
   * Like add, from bars of a shorter timeframe: adds the bars of the slab's grid that they fill.
   * @returns the handle, or null if they fill none.
   * @throws {RangeError} also if the factor exceeds the slab's `resampleFactor`.
   */
  addResampled(series: CandleSeries, benchmarkKey: string | null): number | null {
    this.#memory.check();
    const { timeframeMs, resampleFactor = 1 } = this.#options;
    const { firstBar, count, factor } = groupsOf(series, timeframeMs);
    if (factor > resampleFactor) {
      throw new RangeError(
        `Expected at most ${resampleFactor} bars per group, got ${factor} (${series.symbol}).`,
      );
    }
    if (count === 0) return null;
    const openTimeAt = (bar: number) => series.openTimeMs[firstBar + bar * factor];
    const times = { symbol: series.symbol, timeframeMs, barCount: count, openTimeAt };
    const { first, end } = visibleBars(times, this.#options, this.#lastOpenTimeMs);
    const firstStaged = firstBar + first * factor;
    const endStaged = firstBar + end * factor;
    const slot = this.#nextSlot(benchmarkKey);
    this.#staging.begin(slot, 8);
    this.#staging.stageColumns(slot.lane, series, firstStaged, endStaged);
    this.#staging.resample(slot.lane, end - first, factor);
    return this.#take(slot, end - first, () => invalidBar(series, firstStaged, endStaged));
  }

  /** Computes all indicators of all markets, block by block so that a block's candles stay in the cache. */
  run(): void {
    this.#memory.check();
    const { kernels } = this.#engine;
    this.#finishLanes();
    const all = this.#runAddresses();
    this.#plan.blockCalls.run(kernels, this.#engine.words(), this.#blocks.addresses, all);
  }

  /**
   * Like run, with the same bytes, but on the workers of a pool if that is faster. Do not add, reset or read until it
   * resolves.
   * @param pool  null to use this thread.
   * @returns how many threads computed.
   */
  async runParallel(pool: KernelPool | null): Promise<number> {
    const { job } = this;
    const threads = pool?.isWorth(job) ? await pool.run(job) : 0;
    if (threads === 0) this.run();
    return Math.max(1, threads);
  }

  /** What other threads need to compute the slab in its current state; invalid after the next reset or add. */
  get job(): SlabJob {
    this.#memory.check();
    this.#finishLanes();
    return {
      plan: this.#plan,
      base: this.#base,
      memory: this.#memory,
      blocks: this.#blocks.addresses,
      benchmarks: this.#blocks.benchmarks,
      sessionFrom: this.#sessionFrom(),
    };
  }

  /** Value of the last bar; NaN if undefined. */
  latest(handle: number, output: string): number {
    return this.latestReader()(handle, output);
  }

  /** `latest` for many values: looks up the memory once. Valid until anything is added or allocated. */
  latestReader(): (handle: number, output: string) => number {
    return this.#outputs.latestReader();
  }

  /** Values of all `barCount` bars; NaN if undefined. @throws {TypeError} the slab keeps only the last value. */
  series(handle: number, output: string): Float64Array {
    return this.#outputs.series(handle, output);
  }

  /** Memory range of all outputs, including the guards between them: the same bytes in every engine. */
  get outputRegion(): { offsetBytes: number; lengthBytes: number } {
    return this.#outputs.region(this.#blocks.count);
  }

  /** null, or a sentence about the first overwritten guard. */
  checkGuards(): string | null {
    return findDamage(this.#engine.words(), this.#layout, this.#base);
  }

  /** Frees the memory, after any run in progress; the slab cannot be used afterwards. Idempotent. */
  dispose(): void {
    this.#memory.free();
  }

  get #base(): number {
    return this.#memory.base;
  }

  /** The slot for the next market of a benchmark. @throws {RangeError} no room, or no such benchmark. */
  #nextSlot(benchmarkKey: string | null): BenchmarkSlot {
    if (this.#marketCount >= this.#options.marketCount) {
      throw new RangeError(`Expected at most ${this.#options.marketCount} markets, got one more.`);
    }
    return this.#blocks.next(this.#benchmarks.numberOf(benchmarkKey));
  }

  /** Accepts the `count` bars staged for this slot. @throws the error from `invalid`, for an invalid bar. */
  #take(slot: BenchmarkSlot, count: number, invalid: () => RangeError): number {
    const { block, lane } = slot;
    const scale = this.#staging.scaleOf(lane, count);
    if (scale === null) throw invalid();
    this.#blocks.take(slot);
    this.#marketCount++;
    this.#staging.accept(lane, count, scale);
    const { starts, anchors } = this.#layout;
    const floats = this.#engine.floats();
    floats[this.#index(starts, block, 0) + lane] = this.#options.barCount - count;
    floats[this.#index(anchors, block, 0) + lane] = scale.anchor;
    const handle = block * LANES + lane;
    this.#scales[handle] = scale;
    return handle;
  }

  /**
   * Writes what is still staged. Empty lanes hold a market at price 1 that never moves or trades, so that they do not
   * extend the block's warm-up.
   */
  #finishLanes(): void {
    this.#staging.flush();
    const floats = this.#engine.floats();
    const { inputs, starts, anchors } = this.#layout;
    for (const { block, lane } of this.#blocks.takeEmptyLanes()) {
      for (const column of FIELDS.keys()) {
        const index = this.#index(inputs, block, column) + lane;
        for (let t = 0; t < this.#options.barCount; t++) floats[index + t * LANES] = 0;
      }
      floats[this.#index(starts, block, 0) + lane] = 0;
      floats[this.#index(anchors, block, 0) + lane] = 1;
    }
  }

  /** The last row that starts a session, or 0; series mode computes all sessions. */
  #sessionFrom(): number {
    const { barCount, mode } = this.#options;
    const floats = this.#engine.floats();
    const flags = this.#index(this.#layout.sessions, 0, 0);
    let row = mode === 'series' ? 0 : barCount - 1;
    while (row > 0 && floats[flags + row] === 0) row--;
    return row;
  }

  /** The same object as long as sessions start at the same rows. */
  #runAddresses(): RunAddresses {
    const sessionFrom = this.#sessionFrom();
    if (this.#all?.sessionFrom !== sessionFrom) {
      const workroom = ownWorkroom(this.#plan, this.#base);
      this.#all = runAddresses(this.#plan, this.#base, sessionFrom, workroom);
    }
    return this.#all;
  }

  /** float32 index of a column's first value. */
  #index(grid: Grid, group: number, column: number): number {
    return (this.#base + columnOffset(grid, group, column)) / 4;
  }
}
