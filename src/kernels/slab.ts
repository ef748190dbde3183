import type { ValueKind } from '../indicators/catalogue.js';
import type { CandleSeries, PriceColumn } from '../market/candle-series.js';
import { groupsOf } from '../market/resample.js';
import { timesOf, visibleBars, writeDayStarts } from './bar-grid.js';
import type { Engine } from './engine.js';
import { fillGuards, findDamage } from './guards.js';
import { invalidBar, type PriceScale, restore, seriesFromRows, writeReturns } from './ingest.js';
import { columnOffset, FIELDS, type Grid, LANES, REFERENCE_COLUMNS, type SlabLayout } from './layout.js';
import { blockAddresses, ownWorkroom, planDescription, runAddresses, type SlabPlan } from './plan.js';
import type { BlockAddresses } from './programs.js';
import { type CandleRows, type Place, Staging } from './staging.js';
import type { IndicatorRequest } from './tasks.js';
import type { KernelPool, SlabJob } from './pool/job.js';

export type { IndicatorRequest } from './tasks.js';

export interface SlabOptions {
  /** How many markets fit in. */
  readonly marketCount: number;
  /** Bars of each market: rows of the slab. */
  readonly barCount: number;
  readonly timeframeMs: number;
  readonly indicators: readonly IndicatorRequest[];
  /** series: a value for each bar; latest: only for the last one, in a fraction of the memory. */
  readonly mode: 'series' | 'latest';
  /** How many different references there can be at a time. @default 1 */
  readonly referenceCount?: number;
  /** Largest factor that `addGrouped` is asked for. @default 1 */
  readonly groupFactor?: number;
}

/** A block being filled: markets of one reference. */
interface OpenBlock {
  readonly block: number;
  laneCount: number;
  /** Whether the lanes that are still empty hold what empty lanes hold. */
  isPadded: boolean;
}

/** Where the next market of a reference goes. */
interface ReferencePlace extends Place {
  readonly reference: number;
}

/** Reference 0: no reference. Its returns stay NaN, so the correlation is nowhere defined. */
const NO_REFERENCE = 0;

/**
 * Candles of many markets side by side in the engine's memory, and what the indicators make of them. All markets share
 * one grid of bars and end at the same one. Use: reset → setReference → add … → run → latest or series; then clear for
 * the next batch of the same bars, or reset.
 */
export class Slab {
  readonly #engine: Engine;
  readonly #options: SlabOptions;
  readonly #plan: SlabPlan;
  readonly #layout: SlabLayout;
  readonly #base: number;
  readonly #staging: Staging;
  readonly #scales: PriceScale[] = [];
  /** Addresses of each block in use, one for each task. */
  readonly #blocks: BlockAddresses[][] = [];
  /** Reference of each block in use. */
  readonly #blockReferences: number[] = [];
  readonly #addresses = new Map<number, BlockAddresses[]>();
  readonly #references = new Map<string, number>();
  readonly #openBlocks = new Map<number, OpenBlock>();
  #marketCount = 0;
  #lastOpenTimeMs = NaN;

  /** @throws {RangeError} a count, an indicator or a parameter that does not exist or is out of range. */
  constructor(engine: Engine, options: SlabOptions) {
    const { marketCount, barCount, timeframeMs, mode, referenceCount = 1, groupFactor = 1 } = options;
    checkCount('marketCount', marketCount, 1);
    checkCount('barCount', barCount, 1);
    checkCount('timeframeMs', timeframeMs, 1);
    checkCount('referenceCount', referenceCount, 0);
    checkCount('groupFactor', groupFactor, 1);
    this.#engine = engine;
    this.#options = options;
    this.#plan = planDescription({
      // Each reference, and none, may leave up to three lanes of its last block empty.
      blockCount: Math.floor((marketCount + (LANES - 1) * (referenceCount + 1)) / LANES),
      barCount,
      referenceCount: referenceCount + 1,
      indicators: options.indicators,
      mode,
      groupFactor,
    });
    this.#layout = this.#plan.layout;
    this.#base = engine.arena.allocate(this.#layout.lengthBytes);
    this.#staging = new Staging(engine, this.#layout, this.#base, barCount);
    fillGuards(engine.words(), this.#layout, this.#base);
  }

  /** Names of the outputs that latest and series know. */
  get outputNames(): readonly string[] {
    return [...this.#plan.outputs.keys()];
  }

  /** Empties the slab for bars that end with the one that opened at this time. Handles given before become invalid. */
  reset(lastOpenTimeMs: number): void {
    const { barCount, timeframeMs } = this.#options;
    if (!Number.isSafeInteger(lastOpenTimeMs) || lastOpenTimeMs % timeframeMs !== 0) {
      throw new RangeError(
        `Expected lastOpenTimeMs to be a multiple of ${timeframeMs} ms, got ${lastOpenTimeMs}.`,
      );
    }
    this.#lastOpenTimeMs = lastOpenTimeMs;
    this.clear();
    this.#references.clear();
    const sessions = this.#index(this.#layout.sessions, 0, 0);
    const flags = this.#engine.floats().subarray(sessions, sessions + barCount);
    writeDayStarts(flags, lastOpenTimeMs, timeframeMs);
    this.#prepareReference(NO_REFERENCE, new Float64Array(), 0, 0);
  }

  /** Empties the slab for more markets over the same bars: as reset, but the references stay. */
  clear(): void {
    this.#marketCount = 0;
    this.#scales.length = 0;
    this.#blocks.length = 0;
    this.#blockReferences.length = 0;
    this.#openBlocks.clear();
    this.#staging.reset();
  }

  /** Makes a series known as what markets can be correlated with. @throws {RangeError} too many references. */
  setReference(key: string, series: CandleSeries): void {
    const { referenceCount = 1 } = this.#options;
    const { first, end } = visibleBars(timesOf(series), this.#options, this.#lastOpenTimeMs);
    const reference = this.#references.get(key) ?? this.#references.size + 1;
    if (reference > referenceCount) {
      throw new RangeError(`Expected at most ${referenceCount} references, got "${key}" as one more.`);
    }
    this.#references.set(key, reference);
    this.#prepareReference(reference, series.close, first, end);
  }

  /**
   * Takes a market in: its last `barCount` bars up to the slab's last one; a younger market starts late.
   * @param referenceKey  what it is correlated with; null: nothing, the correlation is not defined.
   * @returns the handle that latest and series ask for.
   * @throws {RangeError} no room, an unknown reference, another grid, or bars that end too early.
   */
  add(series: CandleSeries<PriceColumn>, referenceKey: string | null): number {
    const { first, end } = visibleBars(timesOf(series), this.#options, this.#lastOpenTimeMs);
    const place = this.#nextPlace(referenceKey);
    this.#staging.begin(place, series.close.BYTES_PER_ELEMENT);
    this.#staging.stageColumns(place.lane, series, first, end);
    return this.#take(place, end - first, () => invalidBar(series, first, end));
  }

  /** As add, from rows [open time ms, open, high, low, close, volume]. */
  addRows(symbol: string, rows: CandleRows, referenceKey: string | null): number {
    const { timeframeMs } = this.#options;
    const times = { symbol, timeframeMs, barCount: rows.length, openTimeAt: (bar: number) => rows[bar][0] };
    const { first, end } = visibleBars(times, this.#options, this.#lastOpenTimeMs);
    const place = this.#nextPlace(referenceKey);
    this.#staging.begin(place, 8);
    this.#staging.stageRows(place.lane, rows, first, end);
    return this.#take(place, end - first, () =>
      invalidBar(seriesFromRows(symbol, timeframeMs, rows), first, end),
    );
  }

  /**
   * As add, from bars of a shorter timeframe: the complete groups of them on the slab's grid.
   * @returns null where there is no complete group.
   * @throws {RangeError} also: a slab that was not made for that many bars a group.
   */
  addGrouped(series: CandleSeries, referenceKey: string | null): number | null {
    const { timeframeMs, groupFactor = 1 } = this.#options;
    const { firstBar, count, factor } = groupsOf(series, timeframeMs);
    if (factor > groupFactor) {
      throw new RangeError(`Expected at most ${groupFactor} bars a group, got ${factor} (${series.symbol}).`);
    }
    if (count === 0) return null;
    const openTimeAt = (group: number) => series.openTimeMs[firstBar + group * factor];
    const times = { symbol: series.symbol, timeframeMs, barCount: count, openTimeAt };
    const { first, end } = visibleBars(times, this.#options, this.#lastOpenTimeMs);
    const firstStaged = firstBar + first * factor;
    const endStaged = firstBar + end * factor;
    const place = this.#nextPlace(referenceKey);
    this.#staging.begin(place, 8);
    this.#staging.stageColumns(place.lane, series, firstStaged, endStaged);
    this.#staging.group(place.lane, end - first, factor);
    return this.#take(place, end - first, () => invalidBar(series, firstStaged, endStaged));
  }

  /** Computes all indicators of all markets, block by block so that a block's candles stay in the cache. */
  run(): void {
    const { kernels } = this.#engine;
    this.#finishLanes();
    const all = runAddresses(
      this.#plan,
      this.#base,
      this.#sessionFrom(),
      ownWorkroom(this.#plan, this.#base),
    );
    for (const block of this.#blocks) {
      for (const step of this.#plan.steps) step(kernels, block, all);
    }
  }

  /**
   * As run, with the same bytes, but by the workers of a pool where that is faster. Nothing may be added, reset or read
   * until it is done.
   * @param pool  null: by this thread.
   * @returns how many threads computed.
   */
  async runParallel(pool: KernelPool | null): Promise<number> {
    const { job } = this;
    const threads = pool?.isWorth(job) ? await pool.run(job) : 0;
    if (threads === 0) this.run();
    return Math.max(1, threads);
  }

  /** What other threads need to compute this slab as it is now; void after the next reset or add. */
  get job(): SlabJob {
    this.#finishLanes();
    return {
      plan: this.#plan,
      base: this.#base,
      blocks: this.#blocks,
      references: this.#blockReferences,
      sessionFrom: this.#sessionFrom(),
    };
  }

  /** Value of the last bar; NaN = not defined. */
  latest(handle: number, output: string): number {
    return this.latestReader()(handle, output);
  }

  /** `latest` for many values, until anything is added or allocated: the memory is looked up once. */
  latestReader(): (handle: number, output: string) => number {
    const floats = this.#engine.floats();
    const row = this.#options.mode === 'series' ? this.#options.barCount - 1 : 0;
    return (handle, output) => {
      const { kind, index } = this.#find(handle, output);
      return restore(floats[index + row * LANES], kind, this.#scales[handle]);
    };
  }

  /** Values of all bars, `barCount` of them; NaN = not defined. @throws {TypeError} the slab keeps only the last. */
  series(handle: number, output: string): Float64Array {
    if (this.#options.mode !== 'series') throw new TypeError('Expected a slab of mode series, got latest.');
    const { kind, index } = this.#find(handle, output);
    const floats = this.#engine.floats();
    const scale = this.#scales[handle];
    const values = new Float64Array(this.#options.barCount);
    for (let t = 0; t < values.length; t++) values[t] = restore(floats[index + t * LANES], kind, scale);
    return values;
  }

  /** Where the outputs of all markets lie, guards between them included: equal in every engine, byte for byte. */
  get outputRegion(): { offsetBytes: number; lengthBytes: number } {
    const { outputs } = this.#layout;
    return {
      offsetBytes: this.#address(outputs, 0, 0),
      lengthBytes: this.#blocks.length * outputs.groupStrideBytes,
    };
  }

  /** null, or a sentence about the first place outside every region that was written to. */
  checkGuards(): string | null {
    return findDamage(this.#engine.words(), this.#layout, this.#base);
  }

  /** Gives the memory back; the slab cannot be used afterwards. */
  dispose(): void {
    this.#engine.arena.free(this.#base);
  }

  /** Where the next market of a reference goes. @throws {RangeError} no room, or no such reference. */
  #nextPlace(referenceKey: string | null): ReferencePlace {
    if (this.#marketCount >= this.#options.marketCount) {
      throw new RangeError(`Expected at most ${this.#options.marketCount} markets, got one more.`);
    }
    const reference = referenceKey === null ? NO_REFERENCE : this.#references.get(referenceKey);
    if (reference === undefined) {
      throw new RangeError(`Expected a reference given to setReference before, got "${referenceKey}".`);
    }
    const open = this.#openBlocks.get(reference);
    if (open === undefined || open.laneCount === LANES) {
      return { block: this.#blocks.length, lane: 0, reference };
    }
    return { block: open.block, lane: open.laneCount, reference };
  }

  /** Gives the `count` bars that were staged for this place its lane. @throws what `invalid` makes, for a bad bar. */
  #take({ block, lane, reference }: ReferencePlace, count: number, invalid: () => RangeError): number {
    const scale = this.#staging.scaleOf(lane, count);
    if (scale === null) throw invalid();
    if (lane === 0) {
      this.#openBlocks.set(reference, { block, laneCount: 0, isPadded: false });
      this.#blocks.push(this.#addressesOf(block, reference));
      this.#blockReferences.push(reference);
    }
    this.#openBlocks.get(reference)!.laneCount++;
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

  /** Writes what is still staged. Lanes that stay empty hold a market at price 1 that never moves or trades: no warm-up of their own, no waste. */
  #finishLanes(): void {
    this.#staging.flush();
    const floats = this.#engine.floats();
    const { inputs, starts, anchors } = this.#layout;
    for (const open of this.#openBlocks.values()) {
      if (open.isPadded) continue;
      open.isPadded = true;
      const { block, laneCount } = open;
      for (let lane = laneCount; lane < LANES; lane++) {
        for (const column of FIELDS.keys()) {
          const index = this.#index(inputs, block, column) + lane;
          for (let t = 0; t < this.#options.barCount; t++) floats[index + t * LANES] = 0;
        }
        floats[this.#index(starts, block, 0) + lane] = 0;
        floats[this.#index(anchors, block, 0) + lane] = 1;
      }
    }
  }

  /** Addresses of a block, one for each task. They never change: kept over resets, as a scan has many batches. */
  #addressesOf(block: number, reference: number): BlockAddresses[] {
    const key = reference * this.#layout.inputs.groupCount + block;
    let addresses = this.#addresses.get(key);
    if (addresses === undefined) {
      addresses = blockAddresses(this.#plan, this.#base, block, reference);
      this.#addresses.set(key, addresses);
    }
    return addresses;
  }

  #prepareReference(reference: number, close: Float64Array, first: number, end: number): void {
    const { barCount } = this.#options;
    const { references, scratch } = this.#layout;
    const start = barCount - (end - first);
    writeReturns(this.#engine.floats(), this.#index(references, reference, 0), close, first, end, start);
    const correlation = this.#plan.tasks.find((task) => task.spec.inputs.includes('reference'));
    if (correlation === undefined) return;
    const [returns, sums, inverses] = REFERENCE_COLUMNS.map((_, column) =>
      this.#address(references, reference, column),
    );
    this.#engine.kernels.referenceWindow(
      returns,
      sums,
      inverses,
      this.#address(scratch, 0, 0),
      0,
      barCount,
      correlation.params['period'] as number,
    );
  }

  /** The last row where a session starts, or 0; series mode computes all sessions. */
  #sessionFrom(): number {
    const { barCount, mode } = this.#options;
    const floats = this.#engine.floats();
    const flags = this.#index(this.#layout.sessions, 0, 0);
    let row = mode === 'series' ? 0 : barCount - 1;
    while (row > 0 && floats[flags + row] === 0) row--;
    return row;
  }

  #find(handle: number, name: string): { kind: ValueKind; index: number } {
    const output = this.#plan.outputs.get(name);
    if (output === undefined) {
      throw new RangeError(
        `Expected an output of this slab (${this.outputNames.join(', ')}), got "${name}".`,
      );
    }
    if (this.#scales[handle] === undefined) {
      throw new RangeError(`Expected a handle that add returned since reset, got ${handle}.`);
    }
    const block = Math.floor(handle / LANES);
    const index = this.#index(this.#layout.outputs, block, output.column) + (handle % LANES);
    return { kind: output.kind, index };
  }

  #address(grid: Grid, group: number, column: number): number {
    return this.#base + columnOffset(grid, group, column);
  }

  /** float32 index of a column's first value. */
  #index(grid: Grid, group: number, column: number): number {
    return this.#address(grid, group, column) / 4;
  }
}

function checkCount(name: string, value: number, min: number): void {
  if (!Number.isSafeInteger(value) || value < min) {
    throw new RangeError(`Expected \`${name}\` to be an integer ≥ ${min}, got ${value}.`);
  }
}
