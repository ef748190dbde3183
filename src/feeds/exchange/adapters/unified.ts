import { formatTimeframe } from '../../../market/timeframe.js';
import { readPositive } from '../read-number.js';
import { unitsOf } from '../units/unit-table.js';
import type { CandleAdapter, PagedMarket } from './adapter.js';
import { memberOf } from './bad-schema.js';
import { unifiedPaging } from './candle-paging.js';
import { exchangeTimeframe } from './exchange-timeframe.js';
import { USUAL_ORDER, readRows } from './read-rows.js';

/** How to request bars before a time, if it is not what ccxt calls `until`. */
const BEFORE: Readonly<Record<string, (timeMs: number) => Readonly<Record<string, string>>>> = {
  bithumb: (timeMs) => ({ to: new Date(timeMs).toISOString().replace(/\.\d+Z$/, 'Z') }),
};

/**
 * ccxt's own fetchOHLCV, for exchanges without an adapter: six values per bar, volume in the unit of the
 * table.
 */
export const unified: CandleAdapter = {
  reports: [],
  takesNumberRows: false,
  paging: (exchangeId, market, features) => unifiedPaging(exchangeId, market, maxBarsOf(market, features)),

  async fetch(exchange, market, timeframeMs, { sinceMs, limit, beforeMs }) {
    exchangeTimeframe(exchange, timeframeMs);
    const { id, features } = exchange;
    const { limits } = this.paging(id, market, features);
    const rows = await exchange.fetchOHLCV(
      market.symbol,
      formatTimeframe(timeframeMs),
      sinceMs,
      limits === null ? limit : (limits.find((taken) => taken >= limit) ?? limits.at(-1)),
      ...(beforeMs === undefined ? [] : [BEFORE[id]?.(beforeMs) ?? { until: beforeMs }]),
    );
    return readRows(market.symbol, timeframeMs, rows, {
      ...USUAL_ORDER,
      fields: 6,
      timeUnitMs: 1,
      volume: 5,
      volumeUnit: unitsOf(id, market).candle,
    });
  },
};

function maxBarsOf({ type, settlement }: PagedMarket, features: unknown): number | null {
  const kind = memberOf(features, type);
  const own = type === 'spot' ? kind : memberOf(kind, settlement ?? '');
  return readPositive(memberOf(memberOf(own, 'fetchOHLCV'), 'limit'));
}
