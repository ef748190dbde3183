import type { CandlePaging } from './candle-paging.js';

/** How `fetchCandles` asks for so many bars of one market. */
export interface CandleCalls {
  /** Where every call brings what it is asked for. */
  readonly calls: number;
  /** Most bars that one of them asks for. */
  readonly rows: number;
}

type Counted = Pick<CandlePaging, 'maxBars' | 'countsFrom' | 'goesBack' | 'hasMargin'>;

/** @param bars  of the range, the one under way included where it is asked for */
export function candleCalls(paging: Counted, bars: number): CandleCalls {
  const { maxBars, countsFrom, goesBack, hasMargin } = paging;
  const isFromEnd = countsFrom === 'end';
  const wanted = bars + (isFromEnd || hasMargin ? 1 : 0);
  if (maxBars === null || wanted <= maxBars) return { calls: 1, rows: wanted };
  if (!isFromEnd) return { calls: Math.ceil(bars / maxBars), rows: Math.min(bars, maxBars) };
  // Stretches that end at given times overlap by a bar.
  return { calls: goesBack ? Math.ceil(bars / (maxBars - 1)) : 1, rows: maxBars };
}
