import type { ValueKind } from '../../indicators/catalogue.js';
import {
  type CandleColumns,
  type CandleSeries,
  emptySeries,
  type PriceColumn,
} from '../../market/candle-series.js';

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
export function powerOfTwoBelow(x: number): number {
  bits.setFloat64(0, x);
  bits.setUint32(0, bits.getUint32(0) & 0x7ff00000);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** Scale and anchor for prices between these two; both NaN or out of bounds: null. */
export function choosePriceScale(lowest: number, highest: number): PriceScale | null {
  if (!(lowest > 0 && highest < Infinity)) return null;
  const scale = powerOfTwoBelow(highest);
  const isAnchored = highest <= MAX_ANCHORED_RATIO * lowest;
  return { scale, anchor: isAnchored ? (lowest / scale + highest / scale) / 2 : 0 };
}

/** Scale and anchor for the prices of bars [first, end). @throws {RangeError} a bar that cannot be. */
export function scaleOfBars(series: CandleColumns<PriceColumn>, first: number, end: number): PriceScale {
  let lowest = Infinity;
  let highest = 0;
  for (let i = first; i < end; i++) {
    if (!isValidBar(series, i)) throw invalidBar(series, first, end);
    if (series.low[i] < lowest) lowest = series.low[i];
    if (series.high[i] > highest) highest = series.high[i];
  }
  const scale = choosePriceScale(lowest, highest);
  if (scale === null) throw new RangeError('Expected at least one bar to choose a price scale by, got none.');
  return scale;
}

function isValidBar({ high, low, close, volume }: CandleColumns<PriceColumn>, i: number): boolean {
  return low[i] > 0 && low[i] <= close[i] && close[i] <= high[i] && high[i] < Infinity && volume[i] >= 0;
}

/** The first bar that cannot be: looked for only when there is one, as the check of all bars is on the hot path. */
export function invalidBar(series: CandleColumns<PriceColumn>, first: number, end: number): RangeError {
  const { high, low, close, volume } = series;
  let i = first;
  while (i < end && isValidBar(series, i)) i++;
  return new RangeError(
    `Expected 0 < low ≤ close ≤ high and volume ≥ 0, got low ${low[i]}, close ${close[i]}, high ${high[i]}, ` +
      `volume ${volume[i]} in bar ${i}.`,
  );
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
  const series = emptySeries(symbol, timeframeMs, rows.length);
  const { openTimeMs, open, high, low, close, volume } = series;
  for (let t = 0; t < rows.length; t++) {
    const row = rows[t];
    openTimeMs[t] = row[0];
    open[t] = row[1];
    high[t] = row[2];
    low[t] = row[3];
    close[t] = row[4];
    volume[t] = row[5];
  }
  return series;
}
