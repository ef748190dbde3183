import type { ExchangeCosts } from './costs.js';

const costs = (category: 'spot' | 'linear'): ExchangeCosts => ({
  exchangeId: 'bybit',
  budgets: [
    {
      id: 'ip',
      weight: 600,
      windowMs: 5_000,
      window: 'sliding',
      // ccxt: 20 ms at cost 5.
      paceMs: 100,
      source: 'bybit-exchange.github.io/docs/v5/rate-limit: 600 requests in 5 seconds',
    },
  ],
  endpoints: [{ path: '/v5/market/*', weight: 1 }],
  otherwise: 1,
  headers: {
    remaining: 'x-bapi-limit-status',
    limit: 'x-bapi-limit',
    reset: 'x-bapi-limit-reset-timestamp',
    resetUnit: 'utcMs',
  },
  maxRows: 1000,
  calls: {
    markets: [{ url: `/v5/market/instruments-info?category=${category}` }],
    tickers: [{ url: `/v5/market/tickers?category=${category}` }],
    candles: [{ url: `/v5/market/kline?category=${category}&symbol=S&limit={rows}` }],
    orderBook: [{ url: `/v5/market/orderbook?category=${category}&symbol=S&limit=50` }],
    openInterest:
      category === 'spot' ? [] : [{ url: '/v5/market/open-interest?category=linear&symbol=S&limit=25' }],
  },
});

export const BYBIT_SPOT = costs('spot');
export const BYBIT_SWAP = costs('linear');
