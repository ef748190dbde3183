import type { CandleColumns, PriceColumn } from '../../market/candle-series.js';
import type { Engine } from '../engine/engine.js';
import { choosePriceScale, type MarketPrices, type PriceScale } from '../program/price-scale.js';
import { INGEST, Intake } from './intake.js';
import { columnOffset, LANES, type SlabLayout } from '../engine/layout.js';

/** Rows [open time ms, open, high, low, close, volume]. */
export type CandleRows = readonly (readonly number[])[];

/** The lane reserved for a market. */
export interface LaneSlot {
  readonly block: number;
  readonly lane: number;
}

/**
 * Holds input candles until they are written to the lanes of one block, four markets at once if they have the same
 * number of bars. Use: begin → stage… → scaleOf → accept, and flush before the lanes are read.
 */
export class Staging {
  readonly #engine: Engine;
  readonly #layout: SlabLayout;
  /** Address of the first column of lane 0, and of its scale. */
  readonly #first: number;
  readonly #scales: number;
  readonly #intake: Intake;
  #block = -1;
  #width = 8;
  #firstLane = 0;
  /** Bars of each accepted lane, from `#firstLane` on. */
  readonly #counts: number[] = [];

  constructor(engine: Engine, layout: SlabLayout, base: number, barCount: number) {
    this.#engine = engine;
    this.#layout = layout;
    this.#first = base + columnOffset(layout.staging, 0, 0);
    this.#scales = base + columnOffset(layout.scales, 0, 0);
    this.#intake = new Intake(engine, layout, base, barCount);
  }

  /** Discards what was not written. */
  reset(): void {
    this.#counts.length = 0;
  }

  /** Prepares for a market with numbers of `width` bytes; writes what is pending for another block first. */
  begin({ block, lane }: LaneSlot, width: number): void {
    if (this.#counts.length > 0) {
      if (block === this.#block && width === this.#width) return;
      this.flush();
    }
    this.#block = block;
    this.#width = width;
    this.#firstLane = lane;
    this.#intake.begin(block, width);
  }

  /** Stages bars [first, end) of columns, in the order of STAGING_COLUMNS. */
  stageColumns(lane: number, series: CandleColumns<PriceColumn>, first: number, end: number): void {
    const { high, low, close, volume } = series;
    const staged = this.#width === 8 ? this.#engine.doubles() : this.#engine.floats();
    const at = this.#column(lane, 0) / this.#width;
    const stride = this.#layout.staging.columnStrideBytes / this.#width;
    staged.set(part(high, first, end), at);
    staged.set(part(low, first, end), at + stride);
    staged.set(part(close, first, end), at + 2 * stride);
    staged.set(part(volume, first, end), at + 3 * stride);
  }

  /** Stages rows [first, end) as 8-byte numbers. */
  stageRows(lane: number, rows: CandleRows, first: number, end: number): void {
    const staged = this.#engine.doubles();
    const stride = this.#layout.staging.columnStrideBytes / 8;
    const high = this.#column(lane, 0) / 8;
    const low = high + stride;
    const close = low + stride;
    const volume = close + stride;
    for (let bar = 0; bar < end - first; bar++) {
      const row = rows[first + bar];
      staged[high + bar] = row[2];
      staged[low + bar] = row[3];
      staged[close + bar] = row[4];
      staged[volume + bar] = row[5];
    }
  }

  /** Makes `count` bars of `factor` staged ones each. */
  resample(lane: number, count: number, factor: number): void {
    this.#intake.resample(lane, count, factor);
  }

  /** Best scale and anchor for the staged prices; null if a bar is invalid. */
  scaleOf(lane: number, count: number): MarketPrices | null {
    if (count === 0) return { scale: 1, anchor: 1, lowest: 0 };
    this.#intake.make(INGEST.priceRange, lane, count);
    const doubles = this.#engine.doubles();
    const range = this.#scale(lane) / 8;
    return choosePriceScale(doubles[range], doubles[range + 1]);
  }

  /** Accepts `count` staged bars for the lane after those already accepted. */
  accept(lane: number, count: number, { scale, anchor }: PriceScale): void {
    const doubles = this.#engine.doubles();
    const at = this.#scale(lane) / 8;
    // 1 / scale is exact: a power of two.
    doubles[at + 2] = 1 / scale;
    doubles[at + 3] = anchor;
    this.#counts.push(count);
    if (this.#counts.length === LANES) this.flush();
  }

  /** Writes the accepted bars to their lanes. */
  flush(): void {
    const counts = this.#counts;
    if (counts.length === 0) return;
    if (counts.length === LANES && counts.every((count) => count === counts[0])) {
      this.#intake.make(INGEST.ingestBlock, 0, counts[0]);
    } else {
      for (const [index, count] of counts.entries()) {
        this.#intake.make(INGEST.ingestLane, this.#firstLane + index, count);
      }
    }
    counts.length = 0;
  }

  #column(lane: number, column: number): number {
    const { groupStrideBytes, columnStrideBytes } = this.#layout.staging;
    return this.#first + lane * groupStrideBytes + column * columnStrideBytes;
  }

  #scale(lane: number): number {
    return this.#scales + lane * this.#layout.scales.groupStrideBytes;
  }
}

function part(column: PriceColumn, first: number, end: number): PriceColumn {
  // A view of everything would only cost time.
  return end - first === column.length ? column : column.subarray(first, end);
}
