import type { CandleSeries } from '../market/candle-series.js';
import type { LevelTouch } from './level.js';

/** The side from which the price arrives: highs touch resistance, lows touch support. */
export type LevelType = 'support' | 'resistance';

/** A price and the band of ± half width around it within which an extreme touches it. */
export interface Zone {
  readonly type: LevelType;
  readonly price: number;
  readonly halfWidth: number;
}

/**
 * Bars whose high (resistance) or low (support) lies in the zone, one per visit: another bar counts only
 * after the price has left (a whole bar outside the zone) or `gapBars` after the last that counted. Filled
 * bars have no extremes of their own. Ascending bar indices.
 */
export function touchingBars(series: CandleSeries, zone: Zone, gapBars: number): number[] {
  const { high, low, filled } = series;
  const extreme = zone.type === 'resistance' ? high : low;
  const bottom = zone.price - zone.halfWidth;
  const top = zone.price + zone.halfWidth;
  const bars: number[] = [];
  let last = -Infinity;
  let hasLeft = true;
  for (let bar = 0; bar < extreme.length; bar++) {
    if (low[bar] > top || high[bar] < bottom) {
      hasLeft = true;
    } else if (filled[bar] === 0 && extreme[bar] >= bottom && extreme[bar] <= top) {
      if (!hasLeft && bar - last < gapBars) continue;
      bars.push(bar);
      last = bar;
      hasLeft = false;
    }
  }
  return bars;
}

/** The bars as touches: when, and at which extreme. */
export function toTouches(series: CandleSeries, type: LevelType, bars: readonly number[]): LevelTouch[] {
  const extreme = type === 'resistance' ? series.high : series.low;
  return bars.map((bar) => ({ timeMs: series.openTimeMs[bar], price: extreme[bar] }));
}

/** What the closes beyond the far edge of a zone say about it. */
export interface Breaks {
  /**
   * Share of the bars since the first touch that closed beyond; for a flipped level, bars after the break do
   * not count.
   */
  readonly pierceShare: number;
  /**
   * Whether a close broke the level, it was not retaken, and a later bar that returned into the zone held.
   */
  readonly isFlipped: boolean;
}

/** Examines the closes from the bar of the first touch to the end. */
export function breaksOf(series: CandleSeries, zone: Zone, firstBar: number): Breaks {
  const { close, high, low } = series;
  // Relative to the level, so that one comparison serves both types: resistance is broken upwards, support
  // downwards.
  const sign = zone.type === 'resistance' ? 1 : -1;
  const returning = sign === 1 ? low : high;
  let pierces = 0;
  let piercesBeforeBreak = 0;
  let isBroken = false;
  let isFlipped = false;
  for (let bar = firstBar; bar < close.length; bar++) {
    const beyond = sign * (close[bar] - zone.price);
    if (beyond < -zone.halfWidth) {
      isBroken = false;
      isFlipped = false;
    } else if (!isBroken && beyond > zone.halfWidth) {
      isBroken = true;
      piercesBeforeBreak = pierces;
    } else if (isBroken && beyond >= 0 && sign * (returning[bar] - zone.price) <= zone.halfWidth) {
      isFlipped = true;
    }
    if (beyond > zone.halfWidth) pierces++;
  }
  const counted = isFlipped ? piercesBeforeBreak : pierces;
  return { pierceShare: counted / (close.length - firstBar), isFlipped };
}
