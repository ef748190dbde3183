import type { ValueKind } from '../indicators/catalogue.js';
import type { CandleColumns, CandleSeries } from '../market/candle-series.js';
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
  let isValid = true;
  for (let i = first; i < end; i++) {
    const floor = low[i];
    const ceiling = high[i];
    const price = close[i];
    if (!(floor <= price && price <= ceiling && volume[i] >= 0)) isValid = false;
    lowest = floor < lowest ? floor : lowest;
    highest = ceiling > highest ? ceiling : highest;
  }
  if (!(isValid && lowest > 0 && highest < Infinity)) throw invalidBar(columns, first, end);
  const scale = powerOfTwoBelow(highest);
  const isAnchored = highest <= MAX_ANCHORED_RATIO * lowest;
  return { scale, anchor: isAnchored ? (lowest / scale + highest / scale) / 2 : 0 };
}

/** The first bar that cannot be: looked for only when there is one, as the check of all bars is on the hot path. */
function invalidBar({ high, low, close, volume }: CandleColumns, first: number, end: number): RangeError {
  const isValid = (i: number): boolean =>
    low[i] > 0 && low[i] <= close[i] && close[i] <= high[i] && high[i] < Infinity && volume[i] >= 0;
  let i = first;
  while (i < end && isValid(i)) i++;
  return new RangeError(
    `Expected 0 < low ≤ close ≤ high and volume ≥ 0, got low ${low[i]}, close ${close[i]}, high ${high[i]}, ` +
      `volume ${volume[i]} in bar ${i}.`,
  );
}

/**
 * Writes bars [first, end) of a market into its lane from row `start` on, and NaN into the rows before. Differences are
 * taken in float64 and rounded once: that is what keeps a true range exact beside a large price.
 * @param lane  float32 index of the lane's first value in each input column, in the order of FIELDS (layout.ts).
 */
export function writeLane(
  memory: Float32Array<ArrayBufferLike>,
  lane: readonly number[],
  columns: CandleColumns,
  first: number,
  end: number,
  start: number,
  { scale, anchor }: PriceScale,
): void {
  const { high, low, close, volume } = columns;
  const from = start * LANES;
  let [closeAt, changeAt, upperAt, lowerAt, volumeAt] = lane.map((index) => index + from);
  for (let before = LANES; before <= from; before += LANES) {
    memory[closeAt - before] = NaN;
    memory[changeAt - before] = NaN;
    memory[upperAt - before] = NaN;
    memory[lowerAt - before] = NaN;
    memory[volumeAt - before] = NaN;
  }
  // Exact, as scale is a power of two.
  const inverse = 1 / scale;
  let previous = NaN;
  for (let i = first; i < end; i++) {
    const price = close[i];
    memory[closeAt] = price * inverse - anchor;
    memory[changeAt] = (price - previous) * inverse;
    memory[upperAt] = (high[i] - price) * inverse;
    memory[lowerAt] = (low[i] - price) * inverse;
    memory[volumeAt] = volume[i];
    previous = price;
    closeAt += LANES;
    changeAt += LANES;
    upperAt += LANES;
    lowerAt += LANES;
    volumeAt += LANES;
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

/** A float32 of the slab as the number that it stands for. */
export function restore(value: number, kind: ValueKind, { scale, anchor }: PriceScale): number {
  if (kind === 'price') return (anchor + value) * scale;
  return kind === 'distance' ? value * scale : value;
}

/** Rows [open time ms, open, high, low, close, volume] as columns. */
export function seriesFromRows(
  symbol: string,
  timeframeMs: number,
  rows: readonly (readonly number[])[],
): CandleSeries {
  const column = (index: number): Float64Array => Float64Array.from(rows, (row) => row[index]);
  return {
    symbol,
    timeframeMs,
    openTimeMs: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
    filled: new Uint8Array(rows.length),
  };
}
