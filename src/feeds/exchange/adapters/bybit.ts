import type { ExchangeMarket } from '../markets/exchange-market.js';
import type { CandleAdapter } from './adapter.js';
import { badSchema, memberOf, shapeOf } from './bad-schema.js';
import { USUAL_PAGING } from './candle-paging.js';
import { exchangeTimeframe } from './exchange-timeframe.js';
import { type RowLayout, USUAL_ORDER, readRows } from './read-rows.js';

/** [time, open, high, low, close, volume, turnover] */
const LINEAR: RowLayout = {
  ...USUAL_ORDER,
  fields: 7,
  timeUnitMs: 1,
  volume: 5,
  volumeUnit: 'base',
  quoteVolume: 6,
};

/** Inverse contracts are worth 1 USD each: 5 counts USD, 6 the coins. */
const INVERSE: RowLayout = { ...LINEAR, volume: 6, quoteVolume: 5 };

/** Klines of Bybit: with turnover, and with their symbol and category. */
export const bybit: CandleAdapter = {
  reports: ['quoteVolume'],
  takesNumberRows: true,
  paging: () => ({ ...USUAL_PAGING, maxBars: 1000 }),

  async fetch(exchange, market, timeframeMs, { sinceMs, limit }) {
    if (exchange.publicGetV5MarketKline === undefined) {
      throw new TypeError(`Expected ${exchange.id} to have klines.`);
    }
    const category = categoryOf(market);
    const answer = await exchange.publicGetV5MarketKline({
      category,
      symbol: market.id,
      interval: exchangeTimeframe(exchange, timeframeMs),
      limit,
      ...(sinceMs === undefined ? {} : { start: sinceMs }),
    });
    const result = memberOf(answer, 'result');
    for (const [name, asked] of [['symbol', market.id] as const, ['category', category] as const]) {
      const reported = memberOf(result, name);
      if (reported !== asked) {
        throw badSchema(market.symbol, `asked for ${name} ${asked}, the answer is for ${shapeOf(reported)}.`);
      }
    }
    const layout = market.settlement === 'inverse' ? INVERSE : LINEAR;
    return readRows(market.symbol, timeframeMs, memberOf(result, 'list'), layout);
  },
};

function categoryOf({ type, settlement }: ExchangeMarket): string {
  if (type === 'spot') return 'spot';
  return settlement === 'inverse' ? 'inverse' : 'linear';
}
