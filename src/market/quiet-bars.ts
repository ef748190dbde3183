import type { CandleColumns } from './candle-series.js';

type Traded = Pick<CandleColumns, 'high' | 'low' | 'volume'>;

/**
 * Bars of a single price for each bar that is absent: where trades are so few that whole bars go without one, about as
 * many have but one (e^−λ of the bars none, λ·e^−λ one). A quarter allows for trades that come in bursts.
 */
const LEAST_SINGLE = 0.25;

/** Whether all that was traded in a bar had one price. */
export function isSinglePrice({ high, low, volume }: Traded, bar: number): boolean {
  return volume[bar] > 0 && high[bar] === low[bar];
}

/**
 * Whether absent bars are those of a thin market in which nothing was traded, as exchanges that omit such bars leave
 * them: bars with a single price are about as frequent, and a bar without volume, which says that they are written,
 * never came. Bars that were lost from a market that trades have neither sign.
 * @param absentBars  those of the market itself.
 * @param emptyBars  bars that came with a volume of 0.
 */
export function areQuietBars(absentBars: number, singlePriceBars: number, emptyBars: number): boolean {
  return emptyBars === 0 && singlePriceBars >= LEAST_SINGLE * absentBars;
}
