import type { ExchangeFeed } from '../../feeds/exchange/exchange-feed.js';
import type { MarketFeed } from '../../market/feed.js';
import { parseTimeframe } from '../../market/timeframe.js';
import { checkOptionNames } from '../../util/option-names.js';
import type { ExchangeOptions } from './exchange-source.js';
import { openExchange } from './exchange-source.js';
import { openCandles } from './sources.js';
import { shownValue } from '../../util/plain-text.js';
import { SquallError } from '../../util/squall-error.js';

export interface FromFilesOptions {
  /**
   * `1m` … `1d`, or its length in ms: longer bars are aggregated from the files'. @default that of the files
   */
  readonly timeframe?: string | number;
  readonly signal?: AbortSignal;
}

/**
 * Candle files and folders as a feed that keeps all of their bars, so that it can be scanned repeatedly as of
 * any time. A scan uses their timeframe unless given another.
 *
 * @example
 * const feed = await fromFiles('candles/');
 * const { markets } = await scan(feed, { preset: 'default' });
 * @throws {SquallError} NO_INPUT (66), NO_DATA and others (65) for files; USAGE (64): unknown options.
 */
export async function fromFiles(
  paths: string | readonly string[],
  options: FromFilesOptions = {},
): Promise<MarketFeed> {
  if (typeof paths !== 'string' && !Array.isArray(paths)) {
    throw new SquallError(
      'USAGE',
      `Expected the path of a file or folder, or a list of them, got ${shownValue(paths)}`,
    );
  }
  checkOptionNames('fromFiles', options, ['timeframe', 'signal']);
  const { timeframe, signal } = options;
  const { feed, timeframeMs } = await openCandles(typeof paths === 'string' ? [paths] : paths, {
    timeframeMs: typeof timeframe === 'string' ? parseTimeframe(timeframe) : timeframe,
    keepsAll: true,
    signal,
  });
  return { ...feed, timeframeMs };
}

const EXCHANGE_OPTIONS = ['type', 'baseUrl', 'isPaced', 'stateFolder', 'quote', 'onNote'];

/**
 * An exchange as a feed; close it when done. Nothing is sent before it is scanned.
 *
 * @param id  ccxt's: binance, bybit, okx, kraken …
 * @example
 * const feed = await fromExchange('binance', { quote: 'USDT' });
 * const { markets } = await scan(feed, { timeframe: '5m' });
 * await feed.close();
 * @throws {SquallError} USAGE (64): an unknown exchange, type, base URL or option.
 */
export async function fromExchange(
  id: string,
  options: Omit<ExchangeOptions, 'id'> = {},
): Promise<ExchangeFeed> {
  checkOptionNames('fromExchange', options, EXCHANGE_OPTIONS);
  return openExchange({ ...options, id });
}
