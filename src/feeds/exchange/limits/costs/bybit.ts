import type { ExchangeCosts } from './costs.js';

export const BYBIT: ExchangeCosts = {
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
};
