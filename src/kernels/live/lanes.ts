import { type MarketPrices, powerOfTwoBelow, type PriceScale } from '../program/price-scale.js';
import { LANES } from '../engine/layout.js';
import { HEAD } from './layout.js';
import { type LiveMemory, NOT_STARTED, OLDEST_START } from './memory.js';
import { rebaseLane } from './rebase-lane.js';

/** A price further than this from its scale needs a new scale: squares of its distances must fit float32. */
const MAX_SCALE_RATIO = 2 ** 20;

/** The lanes of a live slab: which have a market, the scale of its prices, and its last closes. */
export class LiveLanes {
  /** By handle: closes of the last bar and the one before; NaN before the first bar. */
  readonly close: Float64Array;
  readonly previous: Float64Array;
  /** Encoding of prices; scale 0: the lane has no market, or its market has no bar yet. */
  readonly scale: Float64Array;
  readonly anchor: Float64Array;
  /** Whether the last bar was filled in. */
  readonly filled: Uint8Array;
  /** Benchmark of each block in use. */
  readonly blockBenchmark: number[] = [];
  readonly #memory: LiveMemory;
  readonly #marketCount: number;
  readonly #freeHandles: number[][] = [];
  readonly #isTaken: Uint8Array;
  /** Lowest prices so far, and before the last bar; Infinity if none yet. */
  readonly #floor: Float64Array;
  readonly #floorBefore: Float64Array;
  /** Range of prices that scale and anchor can encode. */
  readonly #lowest: Float64Array;
  readonly #highest: Float64Array;

  /** @param marketCount  maximum number of markets. */
  constructor(memory: LiveMemory, marketCount: number) {
    this.#memory = memory;
    this.#marketCount = marketCount;
    const lanes = memory.layout.blockCount * LANES;
    this.#isTaken = new Uint8Array(lanes);
    this.scale = new Float64Array(lanes);
    this.anchor = new Float64Array(lanes);
    this.#lowest = new Float64Array(lanes);
    this.#highest = new Float64Array(lanes);
    this.#floor = new Float64Array(lanes).fill(Infinity);
    this.#floorBefore = new Float64Array(lanes).fill(Infinity);
    this.close = new Float64Array(lanes).fill(NaN);
    this.previous = new Float64Array(lanes).fill(NaN);
    this.filled = new Uint8Array(lanes);
  }

  /** Number of lanes in the blocks in use. */
  get count(): number {
    return this.blockBenchmark.length * LANES;
  }

  isTaken(handle: number): boolean {
    return this.#isTaken[handle] === 1;
  }

  /** @throws {RangeError} no market has this handle. */
  check(handle: number): void {
    if (!this.isTaken(handle)) throw new RangeError(`Expected a handle that add returned, got ${handle}.`);
  }

  scaleOf(handle: number): MarketPrices {
    return { scale: this.scale[handle], anchor: this.anchor[handle], lowest: this.#floor[handle] };
  }

  /** Reserves a lane for a market with this benchmark. @throws {RangeError} no room. */
  take(benchmark: number): number {
    const free = (this.#freeHandles[benchmark] ??= []);
    const taken = this.#isTaken.reduce((sum, flag) => sum + flag, 0);
    if (taken >= this.#marketCount) {
      throw new RangeError(`Expected at most ${this.#marketCount} markets, got one more.`);
    }
    if (free.length === 0) free.push(...this.#openBlock(benchmark));
    const handle = free.pop() as number;
    this.#isTaken[handle] = 1;
    return handle;
  }

  /** Releases a lane for reuse. @throws {RangeError} no market has this handle. */
  release(handle: number): void {
    this.check(handle);
    const benchmark = this.blockBenchmark[Math.floor(handle / LANES)];
    this.#clear(handle);
    (this.#freeHandles[benchmark] ??= []).push(handle);
  }

  /** Scale 0: chosen at the first bar. */
  setScale(handle: number, { scale, anchor }: PriceScale): void {
    this.scale[handle] = scale;
    this.anchor[handle] = anchor;
    const memory = this.#memory;
    memory.engine.floats()[memory.lane(handle) + HEAD.anchors * LANES] = anchor;
    this.#lowest[handle] = anchor === 0 ? scale / MAX_SCALE_RATIO : (anchor * scale) / 2;
    this.#highest[handle] = scale * MAX_SCALE_RATIO;
  }

  /**
   * Prepares a lane for these prices in the last row: it gets a new scale at its first bar and whenever the current one
   * cannot encode them.
   */
  makeReady(handle: number, floor: number, ceiling: number, isNew: boolean): void {
    const isFirst = Number.isNaN(this.previous[handle]);
    if (isNew) this.#floorBefore[handle] = this.#floor[handle];
    this.#floor[handle] = Math.min(this.#floorBefore[handle], floor);
    // Correcting the first bar must leave no trace of the old one.
    if (isFirst && !isNew) this.scale[handle] = 0;
    const isGood =
      floor >= this.#lowest[handle] && ceiling <= this.#highest[handle] && this.scale[handle] > 0;
    if (!isGood) this.#rebase(handle, floor, ceiling);
    if (isFirst) this.#memory.engine.floats()[this.#memory.lane(handle)] = this.#memory.row;
  }

  /** Copies a lane from another slab at the same bar. */
  adopt(from: LiveLanes, theirs: number, own: number): void {
    if (from.scale[theirs] === 0) return;
    const [memory, theirMemory] = [this.#memory, from.#memory];
    const [layout, theirLayout] = [memory.layout, theirMemory.layout];
    const source = theirMemory.lane(theirs);
    const target = memory.lane(own);
    const floats = memory.engine.floats();
    const copyRows = (fromPlace: number, toPlace: number, rows: number): void => {
      for (let row = 0; row < rows; row++) {
        floats[target + toPlace + row * LANES] = floats[source + fromPlace + row * LANES];
      }
    };
    copyRows(theirMemory.stateAfter / 4, memory.stateAfter / 4, layout.stateRows);
    copyRows(theirMemory.stateBefore / 4, memory.stateBefore / 4, layout.stateRows);
    copyRows(theirLayout.sorted / 4, layout.sorted / 4, layout.sortedRows);
    copyRows(HEAD.anchors * LANES, HEAD.anchors * LANES, 1);
    // Both hold at least as many rows as the longest window needs.
    const rows = layout.lookback;
    for (let column = 0; column < layout.columnCount; column++) {
      copyRows(
        (theirLayout.columns + column * theirLayout.columnStride) / 4 + (theirMemory.row - rows + 1) * LANES,
        (layout.columns + column * layout.columnStride) / 4 + (memory.row - rows + 1) * LANES,
        rows,
      );
    }
    floats[target] = Math.max(OLDEST_START, floats[source] + memory.row - theirMemory.row);
    this.setScale(own, from.scaleOf(theirs));
    this.#floor[own] = from.#floor[theirs];
    this.#floorBefore[own] = from.#floorBefore[theirs];
    this.close[own] = from.close[theirs];
    this.previous[own] = from.previous[theirs];
  }

  /** Sets a new scale: the lane's first, or one without an anchor once the price has left the anchor's range. */
  #rebase(handle: number, floor: number, ceiling: number): void {
    const from = this.scaleOf(handle);
    if (from.scale === 0) {
      const isNarrow = ceiling <= 3 * floor;
      const scale = powerOfTwoBelow(ceiling);
      this.setScale(handle, { scale, anchor: isNarrow ? (floor / scale + ceiling / scale) / 2 : 0 });
      return;
    }
    const to = { scale: powerOfTwoBelow(ceiling), anchor: 0 };
    const memory = this.#memory;
    const lane = memory.lane(handle);
    const floats = memory.engine.floats();
    const barsBefore = Math.max(0, memory.row - floats[lane]);
    rebaseLane(floats, memory.layout, lane, from, to, memory.stateBefore, barsBefore);
    this.setScale(handle, to);
  }

  /** Opens a block and returns its lanes, last one first. */
  #openBlock(benchmark: number): number[] {
    const memory = this.#memory;
    const block = this.blockBenchmark.length;
    if (block === memory.layout.blockCount) {
      throw new RangeError(`Expected room for a block of another benchmark, got ${block} blocks in use.`);
    }
    this.blockBenchmark.push(benchmark);
    const head = memory.lane(block * LANES) + HEAD.benchmark * LANES;
    memory.engine.words().fill(memory.benchmark(benchmark), head, head + LANES);
    const handles = Array.from({ length: LANES }, (_, i) => block * LANES + LANES - 1 - i);
    for (const handle of handles) this.#clear(handle);
    return handles;
  }

  /** Empties a lane: no bar in any row, no state. */
  #clear(handle: number): void {
    const memory = this.#memory;
    const { states, stateRows, sorted, sortedRows, outputs, outputCount } = memory.layout;
    const { columns, columnStride, columnCount, rowCount } = memory.layout;
    const floats = memory.engine.floats();
    const lane = memory.lane(handle);
    const fillRows = (place: number, rows: number, value: number): void => {
      for (let row = 0; row < rows; row++) floats[lane + place / 4 + row * LANES] = value;
    };
    for (const place of states) fillRows(place, stateRows, 0);
    fillRows(sorted, sortedRows, Infinity);
    fillRows(outputs, outputCount, NaN);
    for (let column = 0; column < columnCount; column++) {
      fillRows(columns + column * columnStride, rowCount, NaN);
    }
    floats[lane] = NOT_STARTED;
    this.setScale(handle, { scale: 0, anchor: 1 });
    this.#isTaken[handle] = 0;
    this.close[handle] = this.previous[handle] = NaN;
    this.#floor[handle] = this.#floorBefore[handle] = Infinity;
    this.filled[handle] = 0;
  }
}
