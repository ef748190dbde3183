import type { OwnedMemory } from '../kernels/engine/arena.js';
import type { Engine } from '../kernels/engine/engine.js';
import { fillGuards, findDamage } from '../kernels/engine/guards.js';
import { columnOffset, type Grid } from '../kernels/engine/layout.js';
import { SquallError } from '../util/squall-error.js';
import {
  type ChunkColumns,
  BREAKOUT,
  COLUMN_TYPES,
  HISTORY_METRICS,
  type HistoryMetric,
  type MetricColumns,
} from './history-columns.js';
import {
  BAR_FIELDS,
  BYTES_OF,
  type ColumnType,
  type HistoryLayout,
  type HistoryShape,
  planHistory,
  PRICES,
} from './history-layout.js';
import type { BarColumns } from './history-source.js';

/** Maximum memory of one engine. */
const MAX_BYTES = 2 ** 30;

const ARRAYS = { single: Float32Array, double: Float64Array, integer: Int32Array, byte: Int8Array } as const;

const TYPE_OF = new Map<HistoryMetric, ColumnType>(
  Object.entries(COLUMN_TYPES).flatMap(([type, metrics]) =>
    metrics.map((metric) => [metric, type as ColumnType] as const),
  ),
);

/** Byte addresses of a market's columns in the engine's memory, at row 0 of the chunk. */
export interface MarketAddresses {
  readonly bars: Readonly<Record<(typeof BAR_FIELDS)[number] | 'filled', number>>;
  /** First rows of the columns kept from chunk to chunk; `bars` is the first of BAR_FIELDS. */
  readonly kept: Readonly<Record<'bars' | 'close' | 'filled', number>>;
  readonly turnovers: number;
  /** See PRICES. */
  readonly prices: number;
  readonly metrics: Readonly<Record<HistoryMetric, number>>;
  readonly failedBits: number;
  readonly missingBits: number;
  readonly usable: number;
  readonly passed: number;
  readonly score: number;
}

/** Bars, metrics and verdicts of a chunk in the engine's memory, so that kernels access them in place. */
export class HistoryMemory {
  readonly components: { readonly address: number; readonly stride: number; readonly weights: number };
  readonly #engine: Engine;
  readonly #shape: HistoryShape;
  readonly #layout: HistoryLayout;
  readonly #owned: OwnedMemory;
  readonly #addresses: readonly MarketAddresses[];
  #buffer: ArrayBufferLike | null = null;
  /** Bars by slot. Views by market are created on request: for most markets, only kernels access the columns. */
  #bars: readonly BarColumns[] = [];
  #marketColumns: (ChunkColumns | undefined)[] = [];
  #prices: readonly Float64Array[] = [];
  #chunk: ChunkColumns | null = null;

  /** @throws {SquallError} MEM_PRESSURE if the chunk does not fit into an engine's memory. */
  constructor(engine: Engine, shape: HistoryShape) {
    this.#engine = engine;
    this.#shape = shape;
    this.#layout = planHistory(shape);
    const { lengthBytes, components, weights } = this.#layout;
    if (lengthBytes > MAX_BYTES) {
      throw new SquallError(
        'MEM_PRESSURE',
        `Expected a chunk that fits into ${MAX_BYTES} bytes, got ${lengthBytes}: ${shape.chunkRows} bars of ` +
          `${shape.marketCount} markets, ${shape.kept.length} metrics.`,
      );
    }
    this.#owned = engine.arena.allocate(lengthBytes, 'history');
    this.components = {
      address: this.#at(components),
      stride: components.columnStrideBytes,
      weights: this.#at(weights),
    };
    this.#addresses = Array.from({ length: shape.marketCount }, (_, market) => this.#addressesOf(market));
    this.beginChunk();
    this.#clear();
    // Clearing also overwrote the guards between the columns.
    fillGuards(engine.words(), this.#layout, this.#base);
  }

  /** Bytes between consecutive fields of a market's bars, in the order of BAR_FIELDS: in use, and kept. */
  get barStrides(): { readonly used: number; readonly kept: number } {
    const { bars, keptBars } = this.#layout;
    return { used: bars.columnStrideBytes, kept: keptBars.columnStrideBytes };
  }

  addressesOf(market: number): MarketAddresses {
    return this.#addresses[market];
  }

  /** A market's bars; the chunk's first is at index `lookback`. */
  barsOf(market: number): BarColumns {
    return this.#bars[this.#shape.slots[market]];
  }

  /** A market's metrics and verdicts, starting at row 0 of the chunk. */
  columnsOf(market: number): ChunkColumns {
    return (this.#marketColumns[market] ??= this.#columns(
      this.#addresses[market],
      this.#shape.chunkRows,
      true,
    ));
  }

  /** See PRICES. */
  pricesOf(market: number): Float64Array {
    return this.#prices[market];
  }

  /** All markets' rows; metrics that are not kept are empty. */
  get chunk(): ChunkColumns {
    return this.#chunk as ChunkColumns;
  }

  /** Values of one component for the current market. */
  componentView(index: number): Float64Array {
    const { address, stride } = this.components;
    return new Float64Array(this.#engine.memory.buffer, address + index * stride, this.#shape.chunkRows);
  }

  setWeights(weights: readonly number[]): void {
    new Float64Array(this.#engine.memory.buffer, this.components.weights, weights.length).set(weights);
  }

  /** Recreates the views if the memory has grown since the last chunk, which replaces its buffer. */
  beginChunk(): void {
    this.#owned.check();
    const { buffer } = this.#engine.memory;
    if (this.#buffer === buffer) return;
    this.#buffer = buffer;
    const { marketCount, chunkRows } = this.#shape;
    this.#bars = Array.from({ length: this.#layout.bars.groupCount }, (_, slot) => this.#barsIn(slot));
    this.#marketColumns = [];
    this.#prices = this.#addresses.map(({ prices }) => new Float64Array(buffer, prices, PRICES.count));
    this.#chunk = this.#columns(this.#addresses[0], marketCount * chunkRows, false);
  }

  /** Clears rows [from, to) of a market. */
  blank(market: number, from: number, to: number): void {
    if (from >= to) return;
    const { metrics, usable, passed, failedBits, missingBits, score } = this.columnsOf(market);
    for (const name of HISTORY_METRICS) metrics[name].fill(NaN, from, to);
    metrics.bars.fill(0, from, to);
    metrics.breakout.fill(BREAKOUT.unknown, from, to);
    for (const column of [usable, passed, failedBits, missingBits]) column.fill(0, from, to);
    score.fill(NaN, from, to);
  }

  /** A sentence about the first out-of-bounds write; null if there is none. */
  checkGuards(): string | null {
    return findDamage(this.#engine.words(), this.#layout, this.#base);
  }

  dispose(): void {
    this.#owned.free();
  }

  get #base(): number {
    return this.#owned.base;
  }

  #clear(): void {
    const { groupCount, groupStrideBytes } = this.#layout.turnovers;
    const first = this.#at(this.#layout.turnovers);
    new Uint8Array(this.#engine.memory.buffer, first, groupCount * groupStrideBytes).fill(0);
    for (const prices of this.#prices) {
      prices.fill(0);
      prices[PRICES.contextAtr] = NaN;
    }
  }

  #at(grid: Grid, group = 0, column = 0): number {
    return this.#base + columnOffset(grid, group, column);
  }

  #addressesOf(market: number): MarketAddresses {
    const { bars, filled, keptBars, keptCloses, keptFilled, turnovers, prices } = this.#layout;
    const { bits, flags, score, kept, work } = this.#layout;
    const { lanes, slots, lookback, chunkRows } = this.#shape;
    const firstRow = market * chunkRows;
    const slot = slots[market];
    const fields = BAR_FIELDS.map((field, column) => [field, this.#at(bars, slot, column) + lookback * 8]);
    const metrics = HISTORY_METRICS.map((metric) => {
      const type = TYPE_OF.get(metric) as ColumnType;
      const column = kept[type].columnNames.indexOf(metric);
      if (column < 0)
        return [metric, this.#at(work[type], lanes[market], work[type].columnNames.indexOf(metric))];
      return [metric, this.#at(kept[type], 0, column) + firstRow * BYTES_OF[type]];
    });
    return {
      bars: Object.fromEntries([
        ...fields,
        ['filled', this.#at(filled, slot) + lookback],
      ]) as MarketAddresses['bars'],
      kept: {
        bars: this.#at(keptBars, market),
        close: this.#at(keptCloses, market),
        filled: this.#at(keptFilled, market),
      },
      turnovers: this.#at(turnovers, market),
      prices: this.#at(prices, market),
      metrics: Object.fromEntries(metrics) as MarketAddresses['metrics'],
      failedBits: this.#at(bits, 0, 0) + firstRow * 4,
      missingBits: this.#at(bits, 0, 1) + firstRow * 4,
      usable: this.#at(flags, 0, 0) + firstRow,
      passed: this.#at(flags, 0, 1) + firstRow,
      score: this.#at(score) + firstRow * 8,
    };
  }

  #barsIn(slot: number): BarColumns {
    const { buffer } = this.#engine.memory;
    const { bars, filled } = this.#layout;
    const rows = this.#shape.lookback + this.#shape.chunkRows;
    const fields = BAR_FIELDS.map((field, column) => [
      field,
      new Float64Array(buffer, this.#at(bars, slot, column), rows),
    ]);
    return {
      ...(Object.fromEntries(fields) as Record<(typeof BAR_FIELDS)[number], Float64Array>),
      filled: new Uint8Array(buffer, this.#at(filled, slot), rows),
    };
  }

  #columns(addresses: MarketAddresses, length: number, ofWork: boolean): ChunkColumns {
    const { buffer } = this.#engine.memory;
    const metrics = HISTORY_METRICS.map((metric) => {
      const isThere = ofWork || this.#shape.kept.includes(metric);
      // The buffer may be shared; a union of constructors accepts only ArrayBuffer in its types.
      const ArrayOf = ARRAYS[TYPE_OF.get(metric) as ColumnType];
      return [metric, new ArrayOf(buffer as ArrayBuffer, addresses.metrics[metric], isThere ? length : 0)];
    });
    return {
      metrics: Object.fromEntries(metrics) as MetricColumns,
      usable: new Uint8Array(buffer, addresses.usable, length),
      failedBits: new Int32Array(buffer, addresses.failedBits, length),
      missingBits: new Int32Array(buffer, addresses.missingBits, length),
      passed: new Uint8Array(buffer, addresses.passed, length),
      score: new Float64Array(buffer, addresses.score, length),
    };
  }
}
