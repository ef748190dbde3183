import type { CandleColumns } from '../market/candle-series.js';
import { LANES } from './layout.js';

/** How a market's prices are written in the slab: price = (anchor + value) · scale, distance = value · scale. */
export interface PriceScale {
  /** A power of two, so that scaling prices by any 2^n changes no bit of the slab. */
  readonly scale: number;
  /** In scaled units; 0 where the price wandered too far for one to help. */
  readonly anchor: number;
}

/** Beyond this ratio of highest to lowest price an anchor would cost the low prices more digits than it saves. */
const MAX_ANCHORED_RATIO = 3;

const bits = new DataView(new ArrayBuffer(8));

/** Largest power of two that is not above x > 0 (x not subnormal): its exponent bits alone. */
function powerOfTwoBelow(x: number): number {
  bits.setFloat64(0, x);
  bits.setUint32(0, bits.getUint32(0) & 0x7ff00000);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/**
 * Scale and anchor for bars [first, end).
 * @throws {RangeError} a price that is not finite and > 0, or a volume < 0 or NaN.
 */
export function choosePriceScale(columns: CandleColumns, first: number, end: number): PriceScale {
  if (first === end) return { scale: 1, anchor: 1 };
  const { high, low, close, volume } = columns;
  let lowest = Infinity;
  let highest = 0;
  for (let i = first; i < end; i++) {
    if (!(low[i] > 0 && low[i] <= close[i] && close[i] <= high[i] && high[i] < Infinity && volume[i] >= 0)) {
      throw new RangeError(
        `Expected 0 < low ≤ close ≤ high and volume ≥ 0, got low ${low[i]}, close ${close[i]}, high ${high[i]}, ` +
          `volume ${volume[i]} in bar ${i}.`,
      );
    }
    if (low[i] < lowest) lowest = low[i];
    if (high[i] > highest) highest = high[i];
  }
  const scale = powerOfTwoBelow(highest);
  const isAnchored = highest <= MAX_ANCHORED_RATIO * lowest;
  return { scale, anchor: isAnchored ? (lowest / scale + highest / scale) / 2 : 0 };
}

/** float32 indices of a lane's first value in each column of its block. */
export interface LaneColumns {
  readonly close: number;
  readonly change: number;
  readonly upper: number;
  readonly lower: number;
  readonly volume: number;
}

/**
 * Writes bars [first, end) of a market into its lane from row `start` on, and NaN into the rows before. Differences are
 * taken in float64 and rounded once: that is what keeps a true range exact beside a large price.
 */
export function writeLane(
  memory: Float32Array<ArrayBufferLike>,
  lane: LaneColumns,
  columns: CandleColumns,
  first: number,
  end: number,
  start: number,
  { scale, anchor }: PriceScale,
): void {
  const { high, low, close, volume } = columns;
  for (let t = 0; t < start; t++) {
    for (const column of [lane.close, lane.change, lane.upper, lane.lower, lane.volume]) {
      memory[column + t * LANES] = NaN;
    }
  }
  // Exact, as scale is a power of two.
  const inverse = 1 / scale;
  let previous = NaN;
  let at = start * LANES;
  for (let i = first; i < end; i++) {
    const price = close[i];
    memory[lane.close + at] = price * inverse - anchor;
    memory[lane.change + at] = (price - previous) * inverse;
    memory[lane.upper + at] = (high[i] - price) * inverse;
    memory[lane.lower + at] = (low[i] - price) * inverse;
    memory[lane.volume + at] = volume[i];
    previous = price;
    at += LANES;
  }
}

/** Simple returns of bars [first, end) from row `start` on, NaN before and on the first bar. */
export function writeReturns(
  memory: Float32Array<ArrayBufferLike>,
  column: number,
  close: Float64Array,
  first: number,
  end: number,
  start: number,
): void {
  memory.fill(NaN, column, column + start);
  let previous = NaN;
  for (let i = first; i < end; i++) {
    memory[column + start + i - first] = (close[i] - previous) / previous;
    previous = close[i];
  }
}
