import { HOUR_MS } from '../../../market/timeframe.js';
import type { CandleAdapter } from './adapter.js';
import { badSchema, memberOf, shapeOf } from './bad-schema.js';
import { USUAL_PAGING } from './candle-paging.js';
import { exchangeTimeframe } from './exchange-timeframe.js';
import { type RowLayout, USUAL_ORDER, readRows } from './read-rows.js';

/** [time, open, high, low, close, vol, volCcy, volCcyQuote, confirm]: vol counts coins on spot, contracts elsewhere. */
const SPOT: RowLayout = {
  ...USUAL_ORDER,
  fields: 9,
  timeUnitMs: 1,
  volume: 5,
  volumeUnit: 'base',
  quoteVolume: 7,
  closedFlag: 8,
};
const CONTRACT: RowLayout = { ...SPOT, volume: 6 };

/** Longer bars open at 00:00 in Hong Kong unless UTC is requested. */
const LOCAL_TIME_FROM_MS = 6 * HOUR_MS;

/** Candles of OKX, the newest 1440: with turnover and the exchange's own flag for closed bars. */
export const okx: CandleAdapter = {
  reports: ['quoteVolume', 'closedFlags'],
  takesNumberRows: true,
  paging: () => ({ ...USUAL_PAGING, maxBars: 300 }),

  async fetch(exchange, market, timeframeMs, { sinceMs, limit }) {
    if (exchange.publicGetMarketCandles === undefined) {
      throw new TypeError(`Expected ${exchange.id} to have candles.`);
    }
    const answer = await exchange.publicGetMarketCandles({
      instId: market.id,
      bar: exchangeTimeframe(exchange, timeframeMs) + (timeframeMs >= LOCAL_TIME_FROM_MS ? 'utc' : ''),
      limit,
      // Both are exclusive, and "before" means newer than.
      ...(sinceMs === undefined ? {} : { before: sinceMs - 1, after: sinceMs + limit * timeframeMs }),
    });
    const rows = memberOf(answer, 'data');
    if (rows === undefined)
      throw badSchema(market.symbol, `expected data in the answer, got ${shapeOf(answer)}.`);
    return readRows(market.symbol, timeframeMs, rows, market.type === 'spot' ? SPOT : CONTRACT);
  },
};
