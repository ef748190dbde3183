import { formatTimeframe } from '../../../market/timeframe.js';
import { readPositive } from '../read-number.js';
import { unitsOf } from '../units/unit-table.js';
import type { CandleAdapter } from './adapter.js';
import { memberOf } from './bad-schema.js';
import { exchangeTimeframe } from './exchange-timeframe.js';
import { USUAL_ORDER, readRows } from './read-rows.js';

/** ccxt's own fetchOHLCV, for exchanges that have no adapter: six values a bar, volume in the unit of the table. */
export const unified: CandleAdapter = {
  tells: [],
  sendsNewestOnly: false,
  takesNumberRows: false,
  maxBars: ({ type, settlement }, { features }) => {
    const kind = memberOf(features, type);
    const own = type === 'spot' ? kind : memberOf(kind, settlement ?? '');
    return readPositive(memberOf(memberOf(own, 'fetchOHLCV'), 'limit'));
  },

  async fetch(exchange, market, timeframeMs, { sinceMs, limit }) {
    exchangeTimeframe(exchange, timeframeMs);
    const rows = await exchange.fetchOHLCV(market.symbol, formatTimeframe(timeframeMs), sinceMs, limit);
    return readRows(market.symbol, timeframeMs, rows, {
      ...USUAL_ORDER,
      fields: 6,
      timeUnitMs: 1,
      volume: 5,
      volumeUnit: unitsOf(exchange.id, market).candle,
    });
  },
};
