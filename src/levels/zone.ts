import type { CandleSeries } from '../market/candle-series.js';
import type { LevelTouch } from './level.js';

/** Which side the price comes from: resistance is touched by highs, support by lows. */
export type LevelType = 'support' | 'resistance';

/** A price and the band of ± half width around it within which an extreme touches it. */
export interface Zone {
  readonly type: LevelType;
  readonly price: number;
  readonly halfWidth: number;
}

/**
 * Bars whose high (resistance) or low (support) lies in the zone, one for each visit: a further bar counts apart
 * only after the price has left (a whole bar outside the zone) or `gapBars` after the last that counted. Filled
 * bars have no extremes of their own. Ascending bar numbers.
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

/** What closes beyond the far edge of the zone say about it. */
export interface Breaks {
  /** Share of the bars from `firstBar` on that closed beyond it; after a break that holds, those count no more. */
  readonly pierceShare: number;
  /** Whether the last break holds: the price has not closed back on the near side since. */
  readonly isBroken: boolean;
  /** Whether a later bar came back into the zone and closed beyond its price: it holds from the other side. */
  readonly isFlipped: boolean;
}

/** Looks at the closes from `firstBar`, the first touch, to the end. */
export function breaksOf(series: CandleSeries, zone: Zone, firstBar: number): Breaks {
  const { close, high, low } = series;
  const bars = close.length;
  const isResistance = zone.type === 'resistance';
  const top = zone.price + zone.halfWidth;
  const bottom = zone.price - zone.halfWidth;
  let pierces = 0;
  let piercesBeforeBreak = 0;
  let breakBar = -1;
  let isFlipped = false;
  for (let bar = firstBar; bar < bars; bar++) {
    const isBeyond = isResistance ? close[bar] > top : close[bar] < bottom;
    const isBack = isResistance ? close[bar] < bottom : close[bar] > top;
    if (isBack) {
      breakBar = -1;
      isFlipped = false;
    } else if (isBeyond && breakBar < 0) {
      breakBar = bar;
      piercesBeforeBreak = pierces;
    } else if (breakBar >= 0 && (isResistance ? low[bar] <= top && close[bar] >= zone.price : high[bar] >= bottom && close[bar] <= zone.price)) {
      isFlipped = true;
    }
    if (isBeyond) pierces++;
  }
  const counted = isFlipped ? piercesBeforeBreak : pierces;
  return { pierceShare: counted / (bars - firstBar), isBroken: breakBar >= 0, isFlipped };
}
