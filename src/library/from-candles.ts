import type { GivenCandles } from '../feeds/memory/memory-feed.js';
import { memoryFeed } from '../feeds/memory/memory-feed.js';
import type { MarketFeed } from '../market/feed.js';
import { systemClock } from '../platform/system-clock.js';
import { checkOptionNames } from '../util/option-names.js';

export interface FromCandlesOptions {
  /**
   * What time it is, UTC ms: bars that close later are left out, and a warning says so. @default that of this machine
   */
  readonly nowMs?: number;
}

/**
 * A source out of candles that are in memory already. All must be of the timeframe that is scanned; the scan cleans
 * and judges them as it does those of files: gaps, duplicates and impossible bars are reported market by market.
 *
 * @example
 * const feed = fromCandles([{ symbol: 'BTC/USDT', openTimeMs, open, high, low, close, volume }]);
 * const { markets } = await scan(feed, { timeframe: '5m' });
 * @example
 * const rows = await exchange.fetchOHLCV('BTC/USDT', '5m');
 * const feed = fromCandles([{ symbol: 'BTC/USDT', rows }]);
 * @throws {SquallError} USAGE: a symbol that is none or comes twice, columns that differ in length, times that are not
 *   in
 *   milliseconds, and whatever is no candles.
 */
export function fromCandles(candles: GivenCandles, options: FromCandlesOptions = {}): MarketFeed {
  checkOptionNames('fromCandles', options, ['nowMs']);
  const { nowMs = systemClock.wallMs() } = options;
  return memoryFeed(candles, nowMs);
}
