import { MAX_VOLUME, SMALLEST_PRICE } from './candle-limits.js';
import type { CandleColumns } from './candle-series.js';

/**
 * Whether these can be a candle: 0 < low ≤ open, close ≤ high < ∞ and 0 ≤ volume, within candle-limits. Every
 * comparison with NaN is false, so NaN anywhere makes it unsound.
 */
function isSound(open: number, high: number, low: number, close: number, volume: number): boolean {
  return (
    low >= SMALLEST_PRICE &&
    high < Infinity &&
    low <= open &&
    open <= high &&
    low <= close &&
    close <= high &&
    volume >= 0 &&
    volume <= MAX_VOLUME
  );
}

/** Whether a row can be a candle. */
export function isSoundRow({ open, high, low, close, volume }: CandleColumns, row: number): boolean {
  return isSound(open[row], high[row], low[row], close[row], volume[row]);
}

/**
 * Whether every row of [start, end) is sound and opens one timeframe after the one before, the first at
 * `firstMs`.
 */
export function areSoundBars(
  { openTimeMs, open, high, low, close, volume }: CandleColumns,
  start: number,
  end: number,
  firstMs: number,
  timeframeMs: number,
): boolean {
  let expectedMs = firstMs;
  for (let row = start; row < end; row++) {
    if (openTimeMs[row] !== expectedMs) return false;
    if (!isSound(open[row], high[row], low[row], close[row], volume[row])) return false;
    expectedMs += timeframeMs;
  }
  return true;
}

/** Whether two rows are identical; NaN equals NaN. */
export function areSameRows(columns: CandleColumns, row: number, other: number): boolean {
  return (
    Object.is(columns.openTimeMs[row], columns.openTimeMs[other]) &&
    Object.is(columns.open[row], columns.open[other]) &&
    Object.is(columns.high[row], columns.high[other]) &&
    Object.is(columns.low[row], columns.low[other]) &&
    Object.is(columns.close[row], columns.close[other]) &&
    Object.is(columns.volume[row], columns.volume[other])
  );
}

/** One clause about the problem of an unsound row, with its numbers. */
export function describeUnsoundRow(columns: CandleColumns, row: number): string {
  for (const name of ['open', 'high', 'low', 'close'] as const) {
    const price = columns[name][row];
    if (!(price >= SMALLEST_PRICE && price < Infinity)) return `${name} is ${price}`;
  }
  const volume = columns.volume[row];
  if (!(volume >= 0 && volume <= MAX_VOLUME)) return `volume is ${volume}`;
  const low = columns.low[row];
  const high = columns.high[row];
  if (high < low) return `high ${high} is below low ${low}`;
  const isOpenOutside = columns.open[row] < low || columns.open[row] > high;
  const name = isOpenOutside ? 'open' : 'close';
  return `${name} ${columns[name][row]} lies outside low ${low} … high ${high}`;
}
