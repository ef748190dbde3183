import type { CandleAdapter } from './adapter.js';
import { badSchema, memberOf } from './bad-schema.js';
import { USUAL_PAGING } from './candle-paging.js';
import { exchangeTimeframe } from './exchange-timeframe.js';
import { type RowLayout, USUAL_ORDER, readRows } from './read-rows.js';

/** [time in s, open, high, low, close, mean price, volume, trades] */
const LAYOUT: RowLayout = {
  ...USUAL_ORDER,
  fields: 8,
  timeUnitMs: 1000,
  volume: 6,
  volumeUnit: 'base',
  tradeCount: 7,
};
const MEAN_PRICE = 5;

/**
 * OHLC of Kraken spot: always up to the newest 720 bars, whatever the limit, with the number of trades and
 * the mean price.
 */
export const kraken: CandleAdapter = {
  reports: ['quoteVolume', 'tradeCounts'],
  takesNumberRows: true,
  // It always returns its 720 newest bars: one call is enough for any range.
  paging: () => USUAL_PAGING,

  async fetch(exchange, market, timeframeMs, { sinceMs }) {
    if (exchange.publicGetOHLC === undefined) throw new TypeError(`Expected ${exchange.id} to have OHLC.`);
    const answer = await exchange.publicGetOHLC({
      pair: market.id,
      interval: exchangeTimeframe(exchange, timeframeMs),
      // Only bars after `since` are returned.
      ...(sinceMs === undefined ? {} : { since: (sinceMs - timeframeMs) / 1000 }),
    });
    const rows = memberOf(memberOf(answer, 'result'), market.id);
    if (rows === undefined) throw badSchema(market.symbol, `expected candles of ${market.id} in the answer.`);
    const adapted = readRows(market.symbol, timeframeMs, rows, LAYOUT);
    const means = readRows(market.symbol, timeframeMs, rows, { ...LAYOUT, volume: MEAN_PRICE });
    const quoteVolume = adapted.candles.volume.map((volume, row) => volume * means.candles.volume[row]);
    return { ...adapted, quoteVolume };
  },
};
