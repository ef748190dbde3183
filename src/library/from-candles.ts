import type { GivenCandles } from '../feeds/memory/memory-feed.js';
import { memoryFeed } from '../feeds/memory/memory-feed.js';
import type { MarketFeed } from '../market/feed.js';
import { systemClock } from '../platform/system-clock.js';
import { checkOptionNames } from '../util/option-names.js';

export interface FromCandlesOptions {
  /**
   * The current time, UTC ms: bars that close later are left out, with a warning. @default that of this
   * machine
   */
  readonly nowMs?: number;
}

/**
 * A source of candles already in memory. All must have the timeframe being scanned; the scan cleans and
 * judges them like those of files: gaps, duplicates and impossible bars are reported per market.
 *
 * @example
 * const feed = fromCandles([{ symbol: 'BTC/USDT', openTimeMs, open, high, low, close, volume }]);
 * const { markets } = await scan(feed, { timeframe: '5m' });
 * @example
 * const rows = await exchange.fetchOHLCV('BTC/USDT', '5m');
 * const feed = fromCandles([{ symbol: 'BTC/USDT', rows }]);
 * @throws {SquallError} USAGE: an invalid or duplicate symbol, columns that differ in length, times that are
 * not in milliseconds, or input that is not candles.
 */
export function fromCandles(candles: GivenCandles, options: FromCandlesOptions = {}): MarketFeed {
  checkOptionNames('fromCandles', options, ['nowMs']);
  const { nowMs = systemClock.wallMs() } = options;
  return memoryFeed(candles, nowMs);
}
