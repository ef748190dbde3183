import type { ExchangeCosts } from './costs.js';

export const HYPERLIQUID: ExchangeCosts = {
  exchangeId: 'hyperliquid',
  budgets: [
    {
      id: 'ip',
      weight: 1200,
      windowMs: 60_000,
      window: 'sliding',
      paceMs: 50,
      source:
        'hyperliquid.gitbook.io, rate limits: 1200 per minute; ccxt counts candles with 4, the docs with 20 and more',
    },
  ],
  endpoints: [
    {
      path: '/info',
      weight: 20,
      byBodyType: {
        l2Book: 2,
        allMids: 2,
        clearinghouseState: 2,
        orderStatus: 2,
        spotClearinghouseState: 2,
        exchangeStatus: 2,
        userRole: 60,
      },
      candlesPerWeight: 60,
    },
  ],
  otherwise: 20,
};
