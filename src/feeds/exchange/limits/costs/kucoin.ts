import type { EndpointCost, ExchangeCosts } from './costs.js';

const endpoints: readonly EndpointCost[] = [
  { path: '/api/*/symbols', weight: 4 },
  { path: '/api/*/currencies', weight: 3 },
  { path: '/api/v1/market/allTickers', weight: 15 },
  { path: '/api/v1/market/stats', weight: 15 },
  { path: '/api/v1/market/candles', weight: 3 },
  { path: '/api/v1/market/orderbook/level2_20', weight: 2 },
  { path: '/api/v1/market/orderbook/level2_100', weight: 4 },
  { path: '/api/v1/timestamp', weight: 3 },
  // Futures; ccxt doubles these, because its pace is that of another pool.
  { path: '/api/v1/contracts/active', weight: 3 },
  { path: '/api/v1/allTickers', weight: 5 },
  { path: '/api/v1/kline/query', weight: 3 },
  { path: '/api/v1/level2/snapshot', weight: 3 },
  { path: '/api/v1/level2/depth20', weight: 5 },
  { path: '/api/v1/level2/depth100', weight: 10 },
  { path: '/api/ua/v1/market/*', weight: 20 },
];

export const KUCOIN: ExchangeCosts = {
  exchangeId: 'kucoin',
  budgets: [
    {
      id: 'public',
      weight: 2000,
      windowMs: 30_000,
      window: 'sliding',
      // ccxt's 7.5 ms belongs to 4000 in 30 s, the pool of accounts; public requests have 2000.
      paceMs: 15,
      source: 'kucoin.com/docs-new/rate-limit: public pool, 2000 in 30 seconds',
    },
  ],
  endpoints,
  otherwise: 20,
  headers: {
    remaining: 'gw-ratelimit-remaining',
    limit: 'gw-ratelimit-limit',
    reset: 'gw-ratelimit-reset',
    resetUnit: 'inMs',
  },
};
