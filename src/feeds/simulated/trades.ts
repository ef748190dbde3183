import { hashAt } from '../../util/rng.js';
import type { BaseCandles } from './candle-generator.js';
import { factorTable } from './numeric.js';
import type { MarketProfile } from './simulated-markets.js';

const COUNT_STREAM = 0x434f_554e;
/** How much the size of a usual trade differs from bar to bar. */
const SIZE_FACTORS = factorTable(0.2);

/**
 * Turnover of a base candle in quote currency: volume at the typical price, as a scan computes it from
 * candles.
 */
export function turnoverOf(base: BaseCandles, at: number): number {
  return base.volume[at] * ((base.high[at] + base.low[at] + base.close[at]) / 3);
}

/** Trades of the bar, an integer; at least one if there is volume. */
export function tradesOf(market: MarketProfile, bar: number, turnover: number): number {
  if (turnover === 0) return 0;
  const size = usualTrade(market) * SIZE_FACTORS[hashAt(market.key ^ COUNT_STREAM, bar) & 255];
  return Math.max(1, Math.round(turnover / size));
}

/** Typical quote currency per trade: larger if more is traded. */
function usualTrade(market: MarketProfile): number {
  return 200 + Math.sqrt(market.turnover) / 40;
}
