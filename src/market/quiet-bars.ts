import type { CandleColumns } from './candle-series.js';

type Traded = Pick<CandleColumns, 'high' | 'low' | 'volume'>;

/**
 * Single-price bars per absent bar: when trades are so few that whole bars go without one, about as many have
 * exactly one (e^−λ of the bars none, λ·e^−λ one). A quarter allows for bursts of trades.
 */
const LEAST_SINGLE = 0.25;

/** Whether all trades of a bar had one price. */
export function isSinglePrice({ high, low, volume }: Traded, bar: number): boolean {
  return volume[bar] > 0 && high[bar] === low[bar];
}

/**
 * Whether absent bars are those of a thin market without trades, which some exchanges omit: bars with a
 * single price are about as frequent, and no bar without volume, which would show that they are sent, was
 * received. Bars lost from a trading market show neither sign.
 * @param absentBars  those of the market itself.
 * @param emptyBars  bars received with a volume of 0.
 */
export function areQuietBars(absentBars: number, singlePriceBars: number, emptyBars: number): boolean {
  return emptyBars === 0 && singlePriceBars >= LEAST_SINGLE * absentBars;
}
