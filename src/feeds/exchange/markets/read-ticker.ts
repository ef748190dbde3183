import { isPlausibleTimeMs } from '../../../market/timeframe.js';
import type { CcxtTicker } from '../ccxt-shapes.js';
import { memberOf } from '../adapters/bad-schema.js';
import { readNumber, readNumberOrNull, readPositive } from '../read-number.js';

/**
 * A ticker with every value checked; null = unknown. The volumes are in the exchange's own units: see units/.
 */
export interface MarketTicker {
  readonly last: number | null;
  readonly bid: number | null;
  readonly ask: number | null;
  /** Range of the last 24 h, quote currency. */
  readonly high: number | null;
  readonly low: number | null;
  readonly change24hPct: number | null;
  readonly baseVolume: number | null;
  readonly quoteVolume: number | null;
  /** When the exchange created it, UTC ms. */
  readonly timeMs: number | null;
}

/**
 * @param turnoverField  of the exchange's own ticker, if the unified one has no `quoteVolume`; null = none
 */
export function readTicker(ticker: CcxtTicker, turnoverField: string | null = null): MarketTicker {
  const timeMs = readNumber(ticker.timestamp);
  return {
    last: readPositive(ticker.last),
    bid: readPositive(ticker.bid),
    ask: readPositive(ticker.ask),
    high: readPositive(ticker.high),
    low: readPositive(ticker.low),
    change24hPct: readNumberOrNull(ticker.percentage),
    baseVolume: notNegative(ticker.baseVolume),
    quoteVolume: notNegative(
      turnoverField === null ? ticker.quoteVolume : memberOf(ticker.info, turnoverField),
    ),
    timeMs: isPlausibleTimeMs(timeMs) ? timeMs : null,
  };
}

function notNegative(value: unknown): number | null {
  const number = readNumber(value);
  return number >= 0 ? number : null;
}
