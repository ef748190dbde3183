import type { ValueKind } from '../indicators/catalogue.js';
import type { CandleSeries } from '../market/candle-series.js';
import { startsDay, timesOf, visibleBars } from './bar-grid.js';
import type { Engine } from './engine.js';
import { fillGuards, findDamage } from './guards.js';
import { powerOfTwoBelow, type PriceScale, restore, scaleOfBars } from './ingest.js';
import { LANES } from './layout.js';
import { HEAD, laneIndex, type LiveLayout, planLive, REFERENCE_HEAD_BYTES } from './live-layout.js';
import { rebaseLane } from './live-rebase.js';
import { type IndicatorRequest, type Output, planOutputs, planTasks } from './tasks.js';

export interface LiveSlabOptions {
  /** How many markets fit in. */
  readonly marketCount: number;
  readonly timeframeMs: number;
  /** When the newest bar opened that markets are added with, UTC ms; the next append is the bar after it. */
  readonly lastOpenTimeMs: number;
  readonly indicators: readonly IndicatorRequest[];
  /** How many different references there can be. @default 1 */
  readonly referenceCount?: number;
  /** Bars between two moves of the rows that are still needed. @default 512 */
  readonly slackBars?: number;
}

export interface LiveMarket {
  /** Clean bars up to the slab's last one; empty: the market starts with the first bar that it gets. */
  readonly series: CandleSeries;
  /** What it is correlated with; null: nothing. */
  readonly reference: string | null;
}

/** One bar of every market, by handle: arrays of `laneCount` values. A close of NaN means that there is no bar. */
export interface LiveBars {
  readonly high: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly close: ArrayLike<number>;
  readonly volume: ArrayLike<number>;
  /** Closes of the references, in the order of their first setReference. */
  readonly references?: ArrayLike<number>;
}

/** First row of a lane that has no bar yet: beyond every row. */
const NOT_STARTED = 2 ** 30;
/** Rows further back than this are the same to every window; keeps row numbers exact as float32. */
const OLDEST_START = -(2 ** 20);
/** Bars whose plain sums join the compensated base of the session average together. */
const FOLD_BARS = 32;
/** A price further than this from its scale gets another one: squares of its distances must stay float32. */
const MAX_SCALE_RATIO = 2 ** 20;

const NO_REFERENCE = 0;

export function createLiveSlab(engine: Engine, options: LiveSlabOptions): LiveSlab {
  return new LiveSlab(engine, options);
}

/**
 * Markets whose bars come one at a time: every indicator of the new bar at the cost of that bar. Use: setReference →
 * add → append for each new bar, correct as often as its values change → latest. Windows are read from the rows
 * themselves and recurrences keep their state before and after the last bar, so a correction is the same computation
 * from the state before. Equal to a recompute within docs/accuracy.md; the same bytes in every engine.
 */
export class LiveSlab {
  readonly #engine: Engine;
  readonly #options: LiveSlabOptions;
  readonly #layout: LiveLayout;
  readonly #base: number;
  readonly #outputs: ReadonlyMap<string, Output>;
  readonly #correlationPeriod: number;
  readonly #references = new Map<string, number>();
  /** Closes of the references at the last bar and the one before. */
  readonly #referenceClose: number[] = [NaN];
  readonly #referencePrevious: number[] = [NaN];
  /** Reference of each block in use. */
  readonly #blockReference: number[] = [];
  readonly #freeHandles: number[][] = [];
  /** By handle. A scale of 0: the lane has no market, or none with a bar yet. */
  readonly #isTaken: Uint8Array;
  readonly #scale: Float64Array;
  readonly #anchor: Float64Array;
  /** Prices that scale and anchor are good for. */
  readonly #lowest: Float64Array;
  readonly #highest: Float64Array;
  readonly #close: Float64Array;
  readonly #previous: Float64Array;
  readonly #filled: Uint8Array;
  #row: number;
  #lastOpenTimeMs: number;
  /** Which of the two states is that after the last bar. */
  #current: 0 | 1 = 0;

  /** @throws {RangeError} a count, an indicator or a parameter that does not exist or is out of range. */
  constructor(engine: Engine, options: LiveSlabOptions) {
    const { marketCount, referenceCount = 1, slackBars = 512, timeframeMs, lastOpenTimeMs } = options;
    checkCount('marketCount', marketCount, 1);
    checkCount('referenceCount', referenceCount, 0);
    checkCount('slackBars', slackBars, 1);
    checkCount('timeframeMs', timeframeMs, 1);
    if (!Number.isSafeInteger(lastOpenTimeMs) || lastOpenTimeMs % timeframeMs !== 0) {
      throw new RangeError(
        `Expected lastOpenTimeMs to be a multiple of ${timeframeMs} ms, got ${lastOpenTimeMs}.`,
      );
    }
    const tasks = planTasks(options.indicators);
    this.#engine = engine;
    this.#options = options;
    this.#outputs = planOutputs(tasks);
    const correlation = tasks.find(({ spec }) => spec.inputs.includes('reference'));
    this.#correlationPeriod = (correlation?.params['period'] as number | undefined) ?? 0;
    // Each reference, and none, may leave up to three lanes of its last block empty.
    const blockCount = Math.floor((marketCount + (LANES - 1) * (referenceCount + 1)) / LANES);
    this.#layout = planLive(tasks, { blockCount, referenceCount: referenceCount + 1, slackBars });
    this.#base = engine.arena.allocate(this.#layout.lengthBytes);
    const lanes = blockCount * LANES;
    this.#isTaken = new Uint8Array(lanes);
    this.#scale = new Float64Array(lanes);
    this.#anchor = new Float64Array(lanes);
    this.#lowest = new Float64Array(lanes);
    this.#highest = new Float64Array(lanes);
    this.#close = new Float64Array(lanes).fill(NaN);
    this.#previous = new Float64Array(lanes).fill(NaN);
    this.#filled = new Uint8Array(lanes);
    this.#row = this.#layout.lookback - 1;
    this.#lastOpenTimeMs = lastOpenTimeMs;
    this.#clearMemory();
  }

  /** Names of the outputs that latest and values know. */
  get outputNames(): readonly string[] {
    return [...this.#outputs.keys()];
  }

  /** Length that the arrays of a bar need: every handle is below it. */
  get laneCount(): number {
    return this.#blockReference.length * LANES;
  }

  /** Open time of the last bar, UTC ms. */
  get lastOpenTimeMs(): number {
    return this.#lastOpenTimeMs;
  }

  /** Makes a series known as what markets can be correlated with. @throws {RangeError} too many references. */
  setReference(key: string, series: CandleSeries): void {
    const { referenceCount = 1 } = this.#options;
    const reference = this.#references.get(key) ?? this.#references.size + 1;
    if (reference > referenceCount) {
      throw new RangeError(`Expected at most ${referenceCount} references, got "${key}" as one more.`);
    }
    const held = { barCount: this.#layout.lookback, timeframeMs: this.#options.timeframeMs };
    const { first, end } = visibleBars(timesOf(series), held, this.#lastOpenTimeMs);
    this.#references.set(key, reference);
    const { close } = series;
    this.#referenceClose[reference] = end > first ? close[end - 1] : NaN;
    this.#referencePrevious[reference] = end - 1 > first ? close[end - 2] : NaN;
    const returns = this.#returnsIndex(reference);
    const floats = this.#engine.floats();
    floats.fill(NaN, returns, returns + this.#row + 1);
    for (let bar = first + 1; bar < end; bar++) {
      floats[returns + this.#row - (end - 1 - bar)] = (close[bar] - close[bar - 1]) / close[bar - 1];
    }
    this.#run(
      this.#blocksWhere((block) => this.#blockReference[block] === reference),
      false,
    );
  }

  /**
   * Takes markets in, with as much of their past as they bring: their recurrences are computed from its first bar on.
   * Many at once cost much less than one by one.
   * @returns a handle for each, the place of its values in the arrays of a bar.
   * @throws {RangeError} no room, an unknown reference, another grid, a bar that cannot be.
   */
  add(markets: readonly LiveMarket[]): number[] {
    const handles = this.#takeLanes(markets);
    try {
      const past = this.#past(markets);
      if (past !== null) {
        for (const [index, handle] of handles.entries()) this.#adopt(past.nursery, past.own[index], handle);
        past.nursery.dispose();
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
    this.#checkHandle(handle);
    const reference = this.#blockReference[Math.floor(handle / LANES)];
    this.#clearLane(handle);
    (this.#freeHandles[reference] ??= []).push(handle);
  }

  /**
   * The next bar of every market. One without a bar (close NaN) gets a filled one: prices at its last close, volume 0;
   * one that has not started yet waits on.
   * @throws {RangeError} a bar that cannot be; the slab is then as it was.
   */
  append(bars: LiveBars): void {
    this.#check(bars);
    if (this.#row + 1 === this.#layout.rowCount) this.#moveToFront();
    this.#row++;
    this.#lastOpenTimeMs += this.#options.timeframeMs;
    this.#current = this.#current === 0 ? 1 : 0;
    this.#previous.set(this.#close);
    for (const reference of this.#references.values()) {
      this.#referencePrevious[reference] = this.#referenceClose[reference];
    }
    this.#write(bars, true);
    this.#run([[0, this.#blockReference.length]], true);
  }

  /**
   * Other values for the last bar; markets with a close of NaN keep theirs.
   * @throws {RangeError} a bar that cannot be; the slab is then as it was.
   */
  correct(bars: LiveBars): void {
    this.#check(bars);
    this.#write(bars, false);
    this.#run([[0, this.#blockReference.length]], false);
  }

  /** Value at the last bar; NaN = not defined. @throws {RangeError} an output or a handle that does not exist. */
  latest(handle: number, output: string): number {
    this.#checkHandle(handle);
    const { index, kind } = this.#find(output);
    const value = this.#engine.floats()[laneIndex(this.#layout, this.#base, handle) + index];
    return restore(value, kind, { scale: this.#scale[handle], anchor: this.#anchor[handle] });
  }

  /** Values of all markets at the last bar, by handle; NaN = not defined or no market. */
  values(output: string): Float64Array {
    const { index, kind } = this.#find(output);
    const floats = this.#engine.floats();
    return Float64Array.from({ length: this.laneCount }, (_, handle) => {
      const value = floats[laneIndex(this.#layout, this.#base, handle) + index];
      return restore(value, kind, { scale: this.#scale[handle], anchor: this.#anchor[handle] });
    });
  }

  /** Whether the last bar of a market was filled in. */
  isFilled(handle: number): boolean {
    this.#checkHandle(handle);
    return this.#filled[handle] === 1;
  }

  /** A copy of the outputs of all blocks as they lie in memory: equal in every engine. */
  outputWords(): Uint32Array {
    const { outputs, outputCount } = this.#layout;
    const copy = new Uint32Array(this.#blockReference.length * outputCount * LANES);
    for (const block of this.#blockReference.keys()) {
      const from = laneIndex(this.#layout, this.#base, block * LANES) + outputs / 4;
      const words = this.#engine.words().subarray(from, from + outputCount * LANES);
      copy.set(words, block * outputCount * LANES);
    }
    return copy;
  }

  /** null, or a sentence about the first place outside every region that was written to. */
  checkGuards(): string | null {
    return findDamage(this.#engine.words(), this.#layout, this.#base);
  }

  /** Gives the memory back; the slab cannot be used afterwards. */
  dispose(): void {
    this.#engine.arena.free(this.#base);
  }

  #clearMemory(): void {
    const { bar, lengthBytes, tasks, liveTasks, rowCount, referenceStride, references } = this.#layout;
    const floats = this.#engine.floats();
    floats.fill(0, this.#base / 4, (this.#base + lengthBytes) / 4);
    fillGuards(this.#engine.words(), this.#layout, this.#base);
    for (const [index, { words }] of liveTasks.entries()) {
      const at = (this.#base + tasks) / 4 + index * words.length;
      this.#engine.words().set(new Uint32Array(words.buffer), at);
    }
    const { referenceCount = 1 } = this.#options;
    for (let index = 0; index <= referenceCount; index++) {
      const returns = (this.#base + references + index * referenceStride + REFERENCE_HEAD_BYTES) / 4;
      floats.fill(NaN, returns, returns + rowCount);
    }
    const words = this.#engine.words();
    words[(this.#base + bar) / 4] = this.#layout.columns;
    words[(this.#base + bar) / 4 + 1] = this.#layout.columnStride;
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
      referenceCount: 0,
    });
    const own = markets.map(() => nursery.#takeLane(null));
    for (const [index, scale] of scales.entries()) if (scale) nursery.#setScale(own[index], scale);
    const none = (): Float64Array => new Float64Array(nursery.laneCount).fill(NaN);
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
      nursery.append(bars);
    }
    return { nursery, own };
  }

  /** Copies a lane of another slab that is at the same bar. */
  #adopt(from: LiveSlab, theirs: number, own: number): void {
    if (from.#scale[theirs] === 0) return;
    const layout = this.#layout;
    const source = laneIndex(from.#layout, from.#base, theirs);
    const target = laneIndex(layout, this.#base, own);
    const floats = this.#engine.floats();
    const copyRows = (fromPlace: number, toPlace: number, rows: number): void => {
      for (let row = 0; row < rows; row++) {
        floats[target + toPlace + row * LANES] = floats[source + fromPlace + row * LANES];
      }
    };
    const [current, before] = [this.#current, 1 - this.#current];
    const [theirCurrent, theirBefore] = [from.#current, 1 - from.#current];
    copyRows(from.#layout.states[theirCurrent] / 4, layout.states[current] / 4, layout.stateRows);
    copyRows(from.#layout.states[theirBefore] / 4, layout.states[before] / 4, layout.stateRows);
    copyRows(from.#layout.sorted / 4, layout.sorted / 4, layout.sortedRows);
    copyRows(HEAD.anchors * LANES, HEAD.anchors * LANES, 1);
    // Both hold at least the rows that any window reaches back to.
    const rows = layout.lookback;
    for (let column = 0; column < layout.columnCount; column++) {
      copyRows(
        (from.#layout.columns + column * from.#layout.columnStride) / 4 + (from.#row - rows + 1) * LANES,
        (layout.columns + column * layout.columnStride) / 4 + (this.#row - rows + 1) * LANES,
        rows,
      );
    }
    floats[target] = Math.max(OLDEST_START, floats[source] + this.#row - from.#row);
    this.#setScale(own, { scale: from.#scale[theirs], anchor: from.#anchor[theirs] });
    this.#close[own] = from.#close[theirs];
    this.#previous[own] = from.#previous[theirs];
  }

  /** All of them or none. */
  #takeLanes(markets: readonly LiveMarket[]): number[] {
    const handles: number[] = [];
    try {
      for (const { reference } of markets) handles.push(this.#takeLane(reference));
    } catch (error) {
      for (const handle of handles) this.remove(handle);
      throw error;
    }
    return handles;
  }

  #takeLane(referenceKey: string | null): number {
    const reference = referenceKey === null ? NO_REFERENCE : this.#references.get(referenceKey);
    if (reference === undefined) {
      throw new RangeError(`Expected a reference given to setReference before, got "${referenceKey}".`);
    }
    const free = (this.#freeHandles[reference] ??= []);
    const taken = this.#isTaken.reduce((sum, flag) => sum + flag, 0);
    if (taken >= this.#options.marketCount) {
      throw new RangeError(`Expected at most ${this.#options.marketCount} markets, got one more.`);
    }
    if (free.length === 0) {
      const block = this.#blockReference.length;
      if (block === this.#layout.blockCount) {
        throw new RangeError(`Expected room for a block of another reference, got ${block} blocks in use.`);
      }
      this.#blockReference.push(reference);
      const { references, referenceStride } = this.#layout;
      const head = laneIndex(this.#layout, this.#base, block * LANES) + HEAD.reference * LANES;
      const address = this.#base + references + reference * referenceStride;
      this.#engine.words().fill(address, head, head + LANES);
      for (let lane = LANES - 1; lane >= 0; lane--) {
        this.#clearLane(block * LANES + lane);
        free.push(block * LANES + lane);
      }
    }
    const handle = free.pop() as number;
    this.#isTaken[handle] = 1;
    return handle;
  }

  /** A lane without a market: no bar in any row, no state. */
  #clearLane(handle: number): void {
    const { states, stateRows, sorted, sortedRows, columns, columnStride, columnCount, rowCount } =
      this.#layout;
    const floats = this.#engine.floats();
    const lane = laneIndex(this.#layout, this.#base, handle);
    const fillRows = (place: number, rows: number, value: number): void => {
      for (let row = 0; row < rows; row++) floats[lane + place / 4 + row * LANES] = value;
    };
    for (const place of states) fillRows(place, stateRows, 0);
    fillRows(sorted, sortedRows, Infinity);
    fillRows(this.#layout.outputs, this.#layout.outputCount, NaN);
    for (let column = 0; column < columnCount; column++) {
      fillRows(columns + column * columnStride, rowCount, NaN);
    }
    floats[lane] = NOT_STARTED;
    this.#setScale(handle, { scale: 0, anchor: 1 });
    this.#isTaken[handle] = 0;
    this.#close[handle] = this.#previous[handle] = NaN;
    this.#filled[handle] = 0;
  }

  /** Scale 0: to be chosen at the first bar. */
  #setScale(handle: number, { scale, anchor }: PriceScale): void {
    this.#scale[handle] = scale;
    this.#anchor[handle] = anchor;
    this.#engine.floats()[laneIndex(this.#layout, this.#base, handle) + HEAD.anchors * LANES] = anchor;
    this.#lowest[handle] = anchor === 0 ? scale / MAX_SCALE_RATIO : (anchor * scale) / 2;
    this.#highest[handle] = scale * MAX_SCALE_RATIO;
  }

  #check({ high, low, close, volume }: LiveBars): void {
    for (let handle = 0; handle < this.laneCount; handle++) {
      const price = close[handle];
      if (this.#isTaken[handle] === 0 || Number.isNaN(price)) continue;
      const isValid =
        low[handle] > 0 && low[handle] <= price && price <= high[handle] && high[handle] < Infinity;
      if (isValid && volume[handle] >= 0) continue;
      throw new RangeError(
        `Expected 0 < low ≤ close ≤ high and volume ≥ 0, got low ${low[handle]}, close ${price}, ` +
          `high ${high[handle]}, volume ${volume[handle]} for handle ${handle}.`,
      );
    }
  }

  /** Puts a bar into the last row. Differences are taken in float64 and rounded once, as writeLane does. */
  #write(bars: LiveBars, isNew: boolean): void {
    const { high, low, close, volume } = bars;
    const { columns, columnStride, blockStride, blocks } = this.#layout;
    const floats = this.#engine.floats();
    const stride = columnStride / 4;
    const first = (this.#base + blocks + columns) / 4 + this.#row * LANES;
    for (let handle = 0; handle < this.laneCount; handle++) {
      if (this.#isTaken[handle] === 0) continue;
      let price = close[handle];
      const isAbsent = Number.isNaN(price);
      if (isAbsent && !isNew) continue;
      if (isAbsent) price = this.#close[handle];
      if (Number.isNaN(price)) continue;
      const floor = isAbsent ? price : low[handle];
      const ceiling = isAbsent ? price : high[handle];
      // Of a market's first bar nothing may stay behind once it is corrected.
      if (!isNew && Number.isNaN(this.#previous[handle])) this.#scale[handle] = 0;
      if (!(floor >= this.#lowest[handle] && ceiling <= this.#highest[handle] && this.#scale[handle] > 0)) {
        this.#rebase(handle, floor, ceiling);
      }
      if (Number.isNaN(this.#previous[handle])) this.#start(handle);
      const inverse = 1 / this.#scale[handle];
      const at = first + (handle >> 2) * (blockStride / 4) + (handle & 3);
      floats[at] = price * inverse - this.#anchor[handle];
      floats[at + stride] = (price - this.#previous[handle]) * inverse;
      floats[at + 2 * stride] = (ceiling - price) * inverse;
      floats[at + 3 * stride] = (floor - price) * inverse;
      floats[at + 4 * stride] = isAbsent ? 0 : volume[handle];
      this.#close[handle] = price;
      this.#filled[handle] = isAbsent ? 1 : 0;
    }
    for (const reference of this.#references.values()) {
      const given = bars.references?.[reference - 1] ?? NaN;
      if (Number.isNaN(given) && !isNew) continue;
      const price = Number.isNaN(given) ? this.#referenceClose[reference] : given;
      const previous = this.#referencePrevious[reference];
      floats[this.#returnsIndex(reference) + this.#row] = (price - previous) / previous;
      this.#referenceClose[reference] = price;
    }
  }

  /** The first bar of a lane. */
  #start(handle: number): void {
    this.#engine.floats()[laneIndex(this.#layout, this.#base, handle)] = this.#row;
  }

  /** Gives a lane another scale: its first one, or one without an anchor when its price has left the anchor's range. */
  #rebase(handle: number, floor: number, ceiling: number): void {
    const from = { scale: this.#scale[handle], anchor: this.#anchor[handle] };
    if (from.scale === 0) {
      const isNarrow = ceiling <= 3 * floor;
      const scale = powerOfTwoBelow(ceiling);
      this.#setScale(handle, { scale, anchor: isNarrow ? (floor / scale + ceiling / scale) / 2 : 0 });
      return;
    }
    const to = { scale: powerOfTwoBelow(ceiling), anchor: 0 };
    const lane = laneIndex(this.#layout, this.#base, handle);
    const floats = this.#engine.floats();
    const barsBefore = Math.max(0, this.#row - floats[lane]);
    rebaseLane(floats, this.#layout, lane, from, to, this.#layout.states[1 - this.#current], barsBefore);
    this.#setScale(handle, to);
  }

  #run(ranges: readonly (readonly [number, number])[], isNew: boolean): void {
    const { kernels } = this.#engine;
    const { bar, states, tasks, liveTasks, blocks, blockStride, references, referenceStride } = this.#layout;
    const words = this.#engine.words();
    const { timeframeMs } = this.#options;
    const at = (this.#base + bar) / 4;
    words[at + 2] = states[1 - this.#current];
    words[at + 3] = states[this.#current];
    words[at + 4] = this.#row;
    words[at + 5] = isNew ? 1 : 0;
    words[at + 6] = startsDay(this.#lastOpenTimeMs, timeframeMs) ? 1 : 0;
    words[at + 7] = (this.#lastOpenTimeMs / timeframeMs) % FOLD_BARS === 0 ? 1 : 0;
    if (this.#correlationPeriod > 0) {
      for (const reference of this.#references.values()) {
        const address = this.#base + references + reference * referenceStride;
        kernels.liveReference(address, this.#row, this.#correlationPeriod);
      }
    }
    for (const [first, end] of ranges) {
      const address = this.#base + blocks + first * blockStride;
      kernels.liveBar(
        this.#base + bar,
        this.#base + tasks,
        liveTasks.length,
        address,
        end - first,
        blockStride,
      );
    }
  }

  #blocksWhere(isWanted: (block: number) => boolean): [number, number][] {
    return [...this.#blockReference.keys()]
      .filter(isWanted)
      .map((block): [number, number] => [block, block + 1]);
  }

  /** Moves the rows that windows still reach back to to the front. */
  #moveToFront(): void {
    const { lookback, rowCount, columns, columnStride, columnCount } = this.#layout;
    const floats = this.#engine.floats();
    const shift = rowCount - lookback;
    for (const block of this.#blockReference.keys()) {
      const lane = laneIndex(this.#layout, this.#base, block * LANES);
      for (let column = 0; column < columnCount; column++) {
        const at = lane + (columns + column * columnStride) / 4;
        floats.copyWithin(at, at + shift * LANES, at + rowCount * LANES);
      }
      for (let start = lane; start < lane + LANES; start++) {
        if (floats[start] !== NOT_STARTED) floats[start] = Math.max(OLDEST_START, floats[start] - shift);
      }
    }
    const { referenceCount = 1 } = this.#options;
    for (let reference = 0; reference <= referenceCount; reference++) {
      const returns = this.#returnsIndex(reference);
      floats.copyWithin(returns, returns + shift, returns + rowCount);
    }
    this.#row -= shift;
  }

  #returnsIndex(reference: number): number {
    const { references, referenceStride } = this.#layout;
    return (this.#base + references + reference * referenceStride + REFERENCE_HEAD_BYTES) / 4;
  }

  #find(name: string): { index: number; kind: ValueKind } {
    const output = this.#outputs.get(name);
    if (output === undefined) {
      throw new RangeError(
        `Expected an output of this slab (${this.outputNames.join(', ')}), got "${name}".`,
      );
    }
    return { index: this.#layout.outputs / 4 + output.column * LANES, kind: output.kind };
  }

  #checkHandle(handle: number): void {
    if (this.#isTaken[handle] !== 1)
      throw new RangeError(`Expected a handle that add returned, got ${handle}.`);
  }
}

function checkCount(name: string, value: number, min: number): void {
  if (!Number.isSafeInteger(value) || value < min) {
    throw new RangeError(`Expected \`${name}\` to be an integer ≥ ${min}, got ${value}.`);
  }
}
