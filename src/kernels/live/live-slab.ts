import type { CandleSeries } from '../../market/candle-series.js';
import { checkLastOpenTime, timesOf, visibleBars } from '../program/bar-grid.js';
import { blocksFor, checkCount, checkTimeframe } from '../program/counts.js';
import type { Engine } from '../engine/engine.js';
import { type PriceScale, restore, scaleOfBars } from '../program/price-scale.js';
import { LANES } from '../engine/layout.js';
import { checkBars, type LiveBars, writeBars } from './bars.js';
import { LiveLanes } from './lanes.js';
import { type BlockRange, LiveMemory } from './memory.js';
import { LiveBenchmarks } from './benchmarks.js';
import { NO_BENCHMARK } from '../program/benchmark-numbers.js';
import { type IndicatorRequest, planTasks } from '../program/tasks.js';

export type { LiveBars } from './bars.js';

/** Far more than fits in memory, yet few enough to plan before the allocation fails. */
const MAX_MARKETS = 2 ** 20;
const MAX_BENCHMARKS = 2 ** 12;

export interface LiveSlabOptions {
  /** Maximum number of markets. */
  readonly marketCount: number;
  readonly timeframeMs: number;
  /** Open time of the last bar of markets to be added, UTC ms; the first append is the bar after it. */
  readonly lastOpenTimeMs: number;
  readonly indicators: readonly IndicatorRequest[];
  /** Maximum number of different benchmarks. @default 1 */
  readonly benchmarkCount?: number;
  /** Bars between moves of the rows that are still needed. @default 512 */
  readonly slackBars?: number;
}

export interface LiveMarket {
  /** Clean bars up to the slab's last one; if empty, the market starts with its first bar appended. */
  readonly series: CandleSeries;
  /** The benchmark to correlate with; null for none. */
  readonly benchmark: string | null;
}

export function createLiveSlab(engine: Engine, options: LiveSlabOptions): LiveSlab {
  return new LiveSlab(engine, options);
}

/**
 * Markets whose bars arrive one at a time: computes every indicator of a new bar at the cost of that bar. Use:
 * setBenchmark → add → append for each new bar, correct whenever its values change → latest. Windows are read from the
 * rows themselves, and recurrences keep their state before and after the last bar, so a correction is the same
 * computation from the state before. Equals a recompute within docs/accuracy.md, with the same bytes in every engine.
 * After dispose every method throws a TypeError.
 */
export class LiveSlab {
  readonly #engine: Engine;
  readonly #options: LiveSlabOptions;
  readonly #memory: LiveMemory;
  readonly #lanes: LiveLanes;
  readonly #benchmarks: LiveBenchmarks;
  #lastOpenTimeMs: number;

  /** @throws {RangeError} a count, an indicator or a parameter that does not exist or is out of range. */
  constructor(engine: Engine, options: LiveSlabOptions) {
    const { marketCount, benchmarkCount = 1, slackBars = 512, timeframeMs, lastOpenTimeMs } = options;
    checkCount('marketCount', marketCount, 1, MAX_MARKETS);
    checkCount('benchmarkCount', benchmarkCount, 0, MAX_BENCHMARKS);
    checkCount('slackBars', slackBars, 1);
    checkTimeframe(timeframeMs);
    checkLastOpenTime(lastOpenTimeMs, timeframeMs);
    this.#engine = engine;
    this.#options = options;
    this.#memory = new LiveMemory(engine, planTasks(options.indicators), {
      blockCount: blocksFor(marketCount, benchmarkCount),
      benchmarkCount: benchmarkCount + 1,
      slackBars,
    });
    this.#lanes = new LiveLanes(this.#memory, marketCount);
    this.#benchmarks = new LiveBenchmarks(this.#memory, benchmarkCount);
    this.#lastOpenTimeMs = lastOpenTimeMs;
  }

  /** Output names that latest and values accept. */
  get outputNames(): readonly string[] {
    this.#memory.check();
    return this.#memory.outputNames;
  }

  /** Required length of a bar's arrays: every handle is below it. */
  get laneCount(): number {
    this.#memory.check();
    return this.#lanes.count;
  }

  /** Open time of the last bar, UTC ms. */
  get lastOpenTimeMs(): number {
    this.#memory.check();
    return this.#lastOpenTimeMs;
  }

  /** Registers a series that markets can be correlated with. @throws {RangeError} too many benchmarks. */
  setBenchmark(key: string, series: CandleSeries): void {
    this.#memory.check();
    const benchmark = this.#benchmarks.claim(key);
    const held = { barCount: this.#memory.layout.lookback, timeframeMs: this.#options.timeframeMs };
    const { first, end } = visibleBars(timesOf(series), held, this.#lastOpenTimeMs);
    this.#benchmarks.set(key, benchmark, series, first, end);
    const { blockBenchmark } = this.#lanes;
    this.#run(
      this.#blocksWhere((block) => blockBenchmark[block] === benchmark),
      false,
    );
  }

  /**
   * Adds markets with their past bars, if any; recurrences are computed from the first of them. Adding many at once is
   * much cheaper than one by one.
   * @returns a handle for each, the index of its values in the arrays of a bar.
   * @throws {RangeError} no room, an unknown benchmark, another grid, an invalid bar.
   */
  add(markets: readonly LiveMarket[]): number[] {
    this.#memory.check();
    const handles = this.#takeLanes(markets);
    try {
      const past = this.#past(markets);
      if (past !== null) {
        const { nursery, own } = past;
        try {
          for (const [index, handle] of handles.entries()) {
            this.#lanes.adopt(nursery.#lanes, own[index], handle);
          }
        } finally {
          nursery.dispose();
        }
      }
    } catch (error) {
      for (const handle of handles) this.remove(handle);
      throw error;
    }
    const touched = new Set(handles.map((handle) => Math.floor(handle / LANES)));
    this.#run(
      this.#blocksWhere((block) => touched.has(block)),
      false,
    );
    return handles;
  }

  /** Removes a market and releases its lane. @throws {RangeError} no market has this handle. */
  remove(handle: number): void {
    this.#memory.check();
    this.#lanes.release(handle);
  }

  /**
   * Appends the next bar of every market. A market without a bar (close NaN) gets a filled one: prices at its last
   * close, volume 0; a market that has not started yet keeps waiting.
   * @throws {RangeError} an invalid bar; the slab is then unchanged.
   */
  append(bars: LiveBars): void {
    this.#memory.check();
    checkBars(bars, this.#lanes);
    this.#memory.nextRow(this.#lanes.blockBenchmark.length);
    this.#lastOpenTimeMs += this.#options.timeframeMs;
    this.#lanes.previous.set(this.#lanes.close);
    this.#benchmarks.next();
    this.#write(bars, true);
  }

  /**
   * Replaces the values of the last bar; markets with a close of NaN keep theirs.
   * @throws {RangeError} an invalid bar; the slab is then unchanged.
   */
  correct(bars: LiveBars): void {
    this.#memory.check();
    checkBars(bars, this.#lanes);
    this.#write(bars, false);
  }

  /** Value at the last bar; NaN if undefined. @throws {RangeError} an output or a handle that does not exist. */
  latest(handle: number, output: string): number {
    this.#memory.check();
    this.#lanes.check(handle);
    const { index, kind } = this.#memory.output(output);
    const value = this.#engine.floats()[this.#memory.lane(handle) + index];
    return restore(value, kind, this.#lanes.scaleOf(handle));
  }

  /** Values of all markets at the last bar, by handle; NaN if undefined or no market. */
  values(output: string): Float64Array {
    this.#memory.check();
    const { index, kind } = this.#memory.output(output);
    const floats = this.#engine.floats();
    return Float64Array.from({ length: this.laneCount }, (_, handle) =>
      restore(floats[this.#memory.lane(handle) + index], kind, this.#lanes.scaleOf(handle)),
    );
  }

  /** Whether the last bar of a market was filled in. */
  isFilled(handle: number): boolean {
    this.#memory.check();
    this.#lanes.check(handle);
    return this.#lanes.filled[handle] === 1;
  }

  /** A copy of the outputs of all blocks in memory order: the same bytes in every engine. */
  outputWords(): Uint32Array {
    this.#memory.check();
    return this.#memory.outputWords(this.#lanes.blockBenchmark.length);
  }

  /** null, or a sentence about the first overwritten guard. */
  checkGuards(): string | null {
    return this.#memory.findDamage();
  }

  /** Frees the memory; the slab cannot be used afterwards. Idempotent. */
  dispose(): void {
    this.#memory.dispose();
  }

  #write(bars: LiveBars, isNew: boolean): void {
    writeBars(bars, this.#lanes, this.#memory, isNew);
    this.#benchmarks.write(bars.benchmarks, isNew);
    this.#run([[0, this.#lanes.blockBenchmark.length]], isNew);
  }

  #run(ranges: readonly BlockRange[], isNew: boolean): void {
    const { timeframeMs } = this.#options;
    const bar = { openTimeMs: this.#lastOpenTimeMs, timeframeMs, isNew };
    this.#memory.run(ranges, bar);
  }

  /** Runs all markets' past bars through a temporary slab; null if there are none. */
  #past(markets: readonly LiveMarket[]): { nursery: LiveSlab; own: number[] } | null {
    const { timeframeMs, indicators } = this.#options;
    const grid = { barCount: Number.MAX_SAFE_INTEGER, timeframeMs };
    const spans = markets.map(({ series }) => visibleBars(timesOf(series), grid, this.#lastOpenTimeMs));
    const barCount = Math.max(0, ...spans.map(({ first, end }) => end - first));
    if (barCount === 0) return null;
    const scales = markets.map(({ series }, index) => {
      const { first, end } = spans[index];
      return end > first ? scaleOfBars(series, first, end) : null;
    });
    const nursery = new LiveSlab(this.#engine, {
      marketCount: markets.length,
      timeframeMs,
      lastOpenTimeMs: this.#lastOpenTimeMs - barCount * timeframeMs,
      indicators,
      benchmarkCount: 0,
    });
    try {
      return { nursery, own: nursery.#fill(markets, spans, scales, barCount) };
    } catch (error) {
      nursery.dispose();
      throw error;
    }
  }

  /** Adds all bars of the markets, whose last bars coincide. @returns their handles */
  #fill(
    markets: readonly LiveMarket[],
    spans: readonly { readonly first: number; readonly end: number }[],
    scales: readonly (PriceScale | null)[],
    barCount: number,
  ): number[] {
    const own = markets.map(() => this.#lanes.take(NO_BENCHMARK));
    for (const [index, scale] of scales.entries()) if (scale) this.#lanes.setScale(own[index], scale);
    const none = (): Float64Array => new Float64Array(this.laneCount).fill(NaN);
    const bars = { high: none(), low: none(), close: none(), volume: none() };
    for (let back = barCount; back > 0; back--) {
      for (const [index, { series }] of markets.entries()) {
        const bar = spans[index].end - back;
        if (bar < spans[index].first) continue;
        const handle = own[index];
        bars.high[handle] = series.high[bar];
        bars.low[handle] = series.low[bar];
        bars.close[handle] = series.close[bar];
        bars.volume[handle] = series.volume[bar];
      }
      this.append(bars);
    }
    return own;
  }

  /** Adds all of them or none. */
  #takeLanes(markets: readonly LiveMarket[]): number[] {
    const handles: number[] = [];
    try {
      for (const { benchmark } of markets) {
        handles.push(this.#lanes.take(this.#benchmarks.numberOf(benchmark)));
      }
    } catch (error) {
      for (const handle of handles) this.remove(handle);
      throw error;
    }
    return handles;
  }

  #blocksWhere(isWanted: (block: number) => boolean): BlockRange[] {
    return [...this.#lanes.blockBenchmark.keys()]
      .filter(isWanted)
      .map((block): BlockRange => [block, block + 1]);
  }
}
