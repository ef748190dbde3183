import { isPlausibleTimeMs } from '../../../market/timeframe.js';
import { memberOf } from '../adapters/bad-schema.js';
import type { CcxtTicker } from '../ccxt-shapes.js';
import { readNumber, readNumberOrNull, readPositive } from '../read-number.js';

/** A ticker with every value checked; null = not told. The volumes are in the exchange's own units: see units/. */
export interface MarketTicker {
  readonly last: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
  /** Of the last 24 h, quote currency. */
  readonly high: number | null;
  readonly low: number | null;
  readonly change24hPct: number | null;
  readonly baseVolume: number | null;
  readonly quoteVolume: number | null;
  /** `volumeQuote`, in which Kraken tells the turnover of its linear contracts, quote currency: ccxt leaves it out. */
  readonly ownTurnover: number | null;
  /** When the exchange made it, UTC ms. */
  readonly timeMs: number | null;
}

export function readTicker(ticker: CcxtTicker): MarketTicker {
  const timeMs = readNumber(ticker.timestamp);
  return {
    last: readPositive(ticker.last),
    bid: readPositive(ticker.bid),
    ask: readPositive(ticker.ask),
    high: readPositive(ticker.high),
    low: readPositive(ticker.low),
    change24hPct: readNumberOrNull(ticker.percentage),
    baseVolume: notNegative(ticker.baseVolume),
    quoteVolume: notNegative(ticker.quoteVolume),
    ownTurnover: notNegative(memberOf(ticker.info, 'volumeQuote')),
    timeMs: isPlausibleTimeMs(timeMs) ? timeMs : null,
  };
}

function notNegative(value: unknown): number | null {
  const number = readNumber(value);
  return number >= 0 ? number : null;
}
