import type { ValueKind } from '../../indicators/catalogue.js';
import { isPossiblePrice, MAX_PRICE_RATIO, MAX_VOLUME, SMALLEST_PRICE } from '../../market/candle-limits.js';
import {
  type CandleColumns,
  type CandleSeries,
  emptySeries,
  type PriceColumn,
} from '../../market/candle-series.js';

/** Encoding of a market's prices in the slab: price = (anchor + value) · scale, distance = value · scale. */
export interface PriceScale {
  /** A power of two, so that scaling prices by any 2^n changes no bit of the slab. */
  readonly scale: number;
  /** In scaled units; 0 if the price range is too wide for an anchor to help. */
  readonly anchor: number;
}

/** The encoding, and the range of the prices. */
export interface MarketPrices extends PriceScale {
  /** Lowest price so far. */
  readonly lowest: number;
}

/** Beyond this ratio of highest to lowest price an anchor would cost the low prices more digits than it saves. */
const MAX_ANCHORED_RATIO = 3;

const bits = new DataView(new ArrayBuffer(8));

/** Largest power of two ≤ x for x > 0 (not subnormal): its exponent bits alone. */
export function powerOfTwoBelow(x: number): number {
  bits.setFloat64(0, x);
  bits.setUint32(0, bits.getUint32(0) & 0x7ff00000);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** Scale and anchor for prices between these two; null if they are NaN or beyond candle-limits. */
export function choosePriceScale(lowest: number, highest: number): MarketPrices | null {
  if (!(lowest >= SMALLEST_PRICE && highest < Infinity && highest / lowest <= MAX_PRICE_RATIO)) return null;
  const scale = powerOfTwoBelow(highest);
  const isAnchored = highest <= MAX_ANCHORED_RATIO * lowest;
  return { scale, anchor: isAnchored ? (lowest / scale + highest / scale) / 2 : 0, lowest };
}

/** Scale and anchor for the prices of bars [first, end). @throws {RangeError} an invalid bar. */
export function scaleOfBars(series: CandleColumns<PriceColumn>, first: number, end: number): MarketPrices {
  let lowest = Infinity;
  let highest = 0;
  for (let i = first; i < end; i++) {
    if (!isValidBar(series, i)) throw invalidBar(series, first, end);
    if (series.low[i] < lowest) lowest = series.low[i];
    if (series.high[i] > highest) highest = series.high[i];
  }
  const scale = choosePriceScale(lowest, highest);
  if (scale === null) throw invalidBar(series, first, end);
  return scale;
}

function isValidBar({ high, low, close, volume }: CandleColumns<PriceColumn>, i: number): boolean {
  return isPossibleBar(low[i], close[i], high[i], volume[i]);
}

/** Whether these form a valid bar: in order, and within candle-limits. */
export function isPossibleBar(low: number, close: number, high: number, volume: number): boolean {
  const isOrdered = SMALLEST_PRICE <= low && low <= close && close <= high && high < Infinity;
  return isOrdered && volume >= 0 && volume <= MAX_VOLUME;
}

/** Describes the first invalid bar: searched only if there is one, as the check of all bars is on the hot path. */
export function invalidBar(series: CandleColumns<PriceColumn>, first: number, end: number): RangeError {
  const { high, low, close, volume } = series;
  let i = first;
  while (i < end && isValidBar(series, i)) i++;
  if (i === end) return tooFarApart(series, first, end);
  return new RangeError(`${impossibleBar(low[i], close[i], high[i], volume[i])} in bar ${i}.`);
}

/** What was expected of an invalid bar, and what it has. */
export function impossibleBar(low: number, close: number, high: number, volume: number): string {
  const isOrdered = 0 < low && low <= close && close <= high;
  if (isOrdered && low < SMALLEST_PRICE)
    return `Expected prices of ${SMALLEST_PRICE} or more, got low ${low}`;
  if (isOrdered && volume > MAX_VOLUME) return `Expected a volume of at most ${MAX_VOLUME}, got ${volume}`;
  return (
    `Expected 0 < low ≤ close ≤ high and volume ≥ 0, got low ${low}, close ${close}, high ${high}, ` +
    `volume ${volume}`
  );
}

/** Valid bars that cannot belong to one market. */
function tooFarApart({ high, low }: CandleColumns<PriceColumn>, first: number, end: number): RangeError {
  let lowest = first;
  let highest = first;
  for (let i = first; i < end; i++) {
    if (low[i] < low[lowest]) lowest = i;
    if (high[i] > high[highest]) highest = i;
  }
  return new RangeError(
    `Expected the prices of one market within a factor of ${MAX_PRICE_RATIO}, got ${low[lowest]} in bar ${lowest} ` +
      `and ${high[highest]} in bar ${highest}.`,
  );
}

/**
 * Simple returns of bars [first, end) from row `start` on; NaN before it and on the first bar.
 * @throws {RangeError} a close that is not a valid price.
 */
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
    if (!isPossiblePrice(close[i])) {
      throw new RangeError(`Expected a benchmark of prices above 0, got ${close[i]} in bar ${i}.`);
    }
    memory[column + start + i - first] = (close[i] - previous) / previous;
    previous = close[i];
  }
}

/**
 * Decodes a float32 of the slab. A level lies between the prices that it is computed from: if rounding puts it below
 * the lowest of them (a wick far below the scale), the lowest is returned.
 */
export function restore(value: number, kind: ValueKind, { scale, anchor, lowest }: MarketPrices): number {
  if (kind === 'distance') return value * scale;
  if (kind === 'number') return value;
  const price = (anchor + value) * scale;
  return kind === 'level' && price < lowest * BELOW_ROUNDING ? lowest : price;
}

/** A price this far below another is below it by more than rounding can account for. */
const BELOW_ROUNDING = 1 - 1e-6;

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
