import type { CandleTraits } from './exchange-description.js';

type Paging = Pick<CandleTraits, 'maxBars' | 'honoursSince' | 'countsFromEnd'>;

/** Bars of one call for so many in all. */
export function pageBars({ maxBars }: Paging, bars: number): number {
  return Math.min(maxBars ?? bars, bars);
}

/** How many calls bring so many bars of one market. An exchange that only sends its newest bars is called once. */
export function candlePages(paging: Paging, bars: number): number {
  if (!paging.honoursSince || bars <= pageBars(paging, bars)) return 1;
  // Pages that are counted from their end overlap by a bar.
  return Math.ceil(bars / (pageBars(paging, bars) - (paging.countsFromEnd === true ? 1 : 0)));
}

/** The most calls that it may take: pages may overlap by a bar, and the bars before and after the range may come as well. */
export function mostCandlePages(paging: Paging, bars: number): number {
  if (!paging.honoursSince) return 1;
  const most = bars + 2;
  return Math.max(candlePages(paging, bars), Math.ceil(most / Math.max(1, pageBars(paging, most) - 1)));
}
