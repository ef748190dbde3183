import type { CandlePaging } from './candle-paging.js';

/** How `fetchCandles` requests this many bars of one market. */
export interface CandleCalls {
  /** The start of each call's bars. */
  readonly calls: number;
  /** Maximum bars of one call. */
  readonly rows: number;
}

type Counted = Pick<CandlePaging, 'maxBars' | 'countsFrom' | 'goesBack' | 'hasMargin'>;

/** @param bars  of the range, including the running one if it is requested */
export function candleCalls(paging: Counted, bars: number): CandleCalls {
  const { maxBars, countsFrom, goesBack, hasMargin } = paging;
  const isFromEnd = countsFrom === 'end';
  const wanted = bars + (isFromEnd || hasMargin ? 1 : 0);
  if (maxBars === null || wanted <= maxBars) return { calls: 1, rows: wanted };
  if (!isFromEnd) return { calls: Math.ceil(bars / maxBars), rows: Math.min(bars, maxBars) };
  // Ranges that end at given times overlap by a bar.
  return { calls: goesBack ? Math.ceil(bars / (maxBars - 1)) : 1, rows: maxBars };
}
