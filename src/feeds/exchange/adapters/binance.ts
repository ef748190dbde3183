import { formatTimeframe, isPlausibleTimeMs } from '../../../market/timeframe.js';
import type { CcxtExchange } from '../ccxt-shapes.js';
import type { ExchangeMarket } from '../markets/exchange-market.js';
import type { NumberRows } from '../number-rows.js';
import type { CandleAdapter } from './adapter.js';
import { badSchema } from './bad-schema.js';
import { USUAL_PAGING } from './candle-paging.js';
import { exchangeTimeframe } from './exchange-timeframe.js';
import { type RowLayout, USUAL_ORDER, numberRowsOf, readRows } from './read-rows.js';

/** [open time, open, high, low, close, volume, close time, quote volume, trades, taker base, taker quote, unused] */
const LINEAR: RowLayout = {
  ...USUAL_ORDER,
  fields: 12,
  timeUnitMs: 1,
  volume: 5,
  volumeUnit: 'base',
  quoteVolume: 7,
  tradeCount: 8,
};

/** Coin-margined contracts: 5 counts contracts, 7 the coins. */
const INVERSE: RowLayout = {
  ...USUAL_ORDER,
  fields: 12,
  timeUnitMs: 1,
  volume: 7,
  volumeUnit: 'base',
  tradeCount: 8,
};

const CLOSE_TIME = 6;

/** Klines of Binance spot, USD-M and COIN-M: with turnover and number of trades, which fetchOHLCV drops. */
export const binance: CandleAdapter = {
  reports: ['quoteVolume', 'tradeCounts'],
  takesNumberRows: true,
  paging: (_, { type }) => ({ ...USUAL_PAGING, maxBars: type === 'spot' ? 1000 : 1500 }),

  async fetch(exchange, market, timeframeMs, { sinceMs, limit }) {
    const answer = await klinesOf(
      exchange,
      market,
    )({
      symbol: market.id,
      interval: exchangeTimeframe(exchange, timeframeMs),
      limit,
      ...(sinceMs === undefined ? {} : { startTime: sinceMs }),
    });
    const layout = market.settlement === 'inverse' ? INVERSE : LINEAR;
    const rows = numberRowsOf(market.symbol, answer, layout.fields);
    const adapted = readRows(market.symbol, timeframeMs, rows, layout);
    checkCloseTimes(rows, market.symbol, timeframeMs);
    return adapted;
  },
};

function klinesOf(exchange: CcxtExchange, market: ExchangeMarket) {
  const call =
    market.type === 'spot'
      ? exchange.publicGetKlines
      : market.settlement === 'inverse'
        ? exchange.dapiPublicGetKlines
        : exchange.fapiPublicGetKlines;
  if (call === undefined)
    throw new TypeError(`Expected ${exchange.id} to have klines of ${market.type} markets.`);
  return call;
}

/** Each row has its own length: the close time is the last millisecond of the bar. */
function checkCloseTimes({ values, width }: NumberRows, symbol: string, timeframeMs: number): void {
  for (let row = 0; row < values.length; row += width) {
    const openTimeMs = values[row + USUAL_ORDER.time];
    const lengthMs = values[row + CLOSE_TIME] + 1 - openTimeMs;
    // An invalid time is for the cleaner to report; another length is the answer's fault.
    if (
      isPlausibleTimeMs(openTimeMs) &&
      lengthMs > 0 &&
      lengthMs % 60_000 === 0 &&
      lengthMs !== timeframeMs
    ) {
      const expected = formatTimeframe(timeframeMs);
      throw badSchema(symbol, `expected ${expected} candles, got one of ${formatTimeframe(lengthMs)}.`);
    }
  }
}
