import type { Bits, Column } from './columns.js';

/** Bits of NaN, of infinity, and of 0. */
const NONE = 0x7fc00000;
const INFINITE = 0x7f800000;
const ZERO = 0;

/** Suffix extremes of a chunk of the window's length. */
export interface DonchianScratch {
  readonly highs: Bits;
  readonly lows: Bits;
}

export function createDonchianScratch(period: number): DonchianScratch {
  return { highs: new Int32Array(period + 1), lows: new Int32Array(period + 1) };
}

/**
 * Highest high and lowest low of the `period` bars before each row, by suffixes of the chunk before and
 * prefixes of this one, on the bits of the prices: a − (a − b if that is negative) is the larger of two
 * integers ≥ 0, without a branch that would be mispredicted.
 */
export function donchian(
  high: Bits,
  low: Bits,
  highOut: Bits,
  lowOut: Bits,
  period: number,
  { highs, lows }: DonchianScratch,
): void {
  const bars = high.length;
  highs.fill(ZERO);
  lows.fill(INFINITE);
  for (let first = 0; first < bars - 1; first += period) {
    let top = ZERO;
    let bottom = INFINITE;
    let gap: number;
    for (let i = period - 1; first > 0 && i > 0; i--) {
      gap = (top - high[first - period + i]) | 0;
      top = (top - (gap & (gap >> 31))) | 0;
      gap = (low[first - period + i] - bottom) | 0;
      bottom = (bottom + (gap & (gap >> 31))) | 0;
      highs[i] = top;
      lows[i] = bottom;
    }
    top = ZERO;
    bottom = INFINITE;
    const end = Math.min(first + period, bars - 1);
    for (let s = first; s < end; s++) {
      gap = (top - high[s]) | 0;
      top = (top - (gap & (gap >> 31))) | 0;
      gap = (low[s] - bottom) | 0;
      bottom = (bottom + (gap & (gap >> 31))) | 0;
      const i = s - first + 1;
      gap = (top - highs[i]) | 0;
      highOut[s + 1] = (top - (gap & (gap >> 31))) | 0;
      gap = (lows[i] - bottom) | 0;
      lowOut[s + 1] = (bottom + (gap & (gap >> 31))) | 0;
    }
  }
  highOut.fill(NONE, 0, period);
  lowOut.fill(NONE, 0, period);
}

/**
 * The same the usual way: the index of the extreme is kept and the window is searched again only when it
 * leaves. On candles this beats queues of candidates.
 */
export function donchianByPlace(
  high: Column,
  low: Column,
  highOut: Column,
  lowOut: Column,
  period: number,
): void {
  const bars = high.length;
  let top = -Infinity;
  let topAt = -1;
  let bottom = Infinity;
  let bottomAt = -1;
  for (let s = 0; s < bars - 1; s++) {
    const first = s - period + 1;
    if (high[s] >= top || topAt < first) {
      const isSearch = high[s] < top;
      top = high[s];
      topAt = s;
      for (let i = s - 1; isSearch && i >= first && i >= 0; i--) {
        if (high[i] > top) {
          top = high[i];
          topAt = i;
        }
      }
    }
    if (low[s] <= bottom || bottomAt < first) {
      const isSearch = low[s] > bottom;
      bottom = low[s];
      bottomAt = s;
      for (let i = s - 1; isSearch && i >= first && i >= 0; i--) {
        if (low[i] < bottom) {
          bottom = low[i];
          bottomAt = i;
        }
      }
    }
    highOut[s + 1] = top;
    lowOut[s + 1] = bottom;
  }
  highOut.fill(NaN, 0, period);
  lowOut.fill(NaN, 0, period);
}
