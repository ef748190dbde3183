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

/** Far more than memory has room for, and few enough to lay out before that is found. */
const MAX_MARKETS = 2 ** 20;
const MAX_BENCHMARKS = 2 ** 12;

export interface LiveSlabOptions {
  /** How many markets fit in. */
  readonly marketCount: number;
  readonly timeframeMs: number;
  /** When the newest bar opened that markets are added with, UTC ms; the next append is the bar after it. */
  readonly lastOpenTimeMs: number;
  readonly indicators: readonly IndicatorRequest[];
  /** How many different benchmarks there can be. @default 1 */
  readonly benchmarkCount?: number;
  /** Bars between two moves of the rows that are still needed. @default 512 */
  readonly slackBars?: number;
}

export interface LiveMarket {
  /** Clean bars up to the slab's last one; empty: the market starts with the first bar that it gets. */
  readonly series: CandleSeries;
  /** What it is correlated with; null if nothing. */
  readonly benchmark: string | null;
}

export function createLiveSlab(engine: Engine, options: LiveSlabOptions): LiveSlab {
  return new LiveSlab(engine, options);
}

/**
 * Markets whose bars come one at a time: every indicator of the new bar at the cost of that bar. Use: setBenchmark →
 * add → append for each new bar, correct as often as its values change → latest. Windows are read from the rows
 * themselves and recurrences keep their state before and after the last bar, so a correction is the same computation
 * from the state before. Equal to a recompute within docs/accuracy.md; the same bytes in every engine. A slab that was
 * disposed of throws a TypeError, whatever is asked of it.
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

  /** Names of the outputs that latest and values know. */
  get outputNames(): readonly string[] {
    this.#memory.check();
    return this.#memory.outputNames;
  }

  /** Length that the arrays of a bar need: every handle is below it. */
  get laneCount(): number {
    this.#memory.check();
    return this.#lanes.count;
  }

  /** Open time of the last bar, UTC ms. */
  get lastOpenTimeMs(): number {
    this.#memory.check();
    return this.#lastOpenTimeMs;
  }

  /** Makes a series known as what markets can be correlated with. @throws {RangeError} too many benchmarks. */
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
   * Takes markets in, with as much of their past as they bring: their recurrences are computed from its first bar on.
   * Many at once cost much less than one by one.
   * @returns a handle for each, the place of its values in the arrays of a bar.
   * @throws {RangeError} no room, an unknown benchmark, another grid, a bar that cannot be.
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

  /** Gives a market's lane to others. @throws {RangeError} no market has this handle. */
  remove(handle: number): void {
    this.#memory.check();
    this.#lanes.release(handle);
  }

  /**
   * The next bar of every market. One without a bar (close NaN) gets a filled one: prices at its last close, volume 0;
   * one that has not started yet waits on.
   * @throws {RangeError} a bar that cannot be; the slab is then as it was.
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
   * Other values for the last bar; markets with a close of NaN keep theirs.
   * @throws {RangeError} a bar that cannot be; the slab is then as it was.
   */
  correct(bars: LiveBars): void {
    this.#memory.check();
    checkBars(bars, this.#lanes);
    this.#write(bars, false);
  }

  /** Value at the last bar; NaN = not defined. @throws {RangeError} an output or a handle that does not exist. */
  latest(handle: number, output: string): number {
    this.#memory.check();
    this.#lanes.check(handle);
    const { index, kind } = this.#memory.output(output);
    const value = this.#engine.floats()[this.#memory.lane(handle) + index];
    return restore(value, kind, this.#lanes.scaleOf(handle));
  }

  /** Values of all markets at the last bar, by handle; NaN = not defined or no market. */
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

  /** A copy of the outputs of all blocks as they lie in memory: equal in every engine. */
  outputWords(): Uint32Array {
    this.#memory.check();
    return this.#memory.outputWords(this.#lanes.blockBenchmark.length);
  }

  /** null, or a sentence about the first place outside every region that was written to. */
  checkGuards(): string | null {
    return this.#memory.findDamage();
  }

  /** Gives the memory back; the slab cannot be used afterwards. Twice does nothing. */
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

  /** All markets' past, run through a slab of their own; null where none of them has one. */
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

  /** Takes all of the markets' bars, the last of which are the same ones. @returns their handles */
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

  /** All of them or none. */
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
