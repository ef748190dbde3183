import type { ExchangeCosts } from './costs.js';

export const KRAKEN: ExchangeCosts = {
  exchangeId: 'kraken',
  budgets: [
    {
      id: 'public',
      weight: 10,
      windowMs: 10_000,
      window: 'pace',
      paceMs: 1_000,
      source: 'ccxt 4.5.84: 1 request per second; kraken documents no window for public endpoints',
    },
  ],
  endpoints: [
    { path: '/0/public/OHLC', weight: 1.2 },
    { path: '/0/public/Depth', weight: 1.2 },
    { path: '/0/public/Trades', weight: 1.2 },
    { path: '/0/public/*', weight: 1 },
  ],
  otherwise: 1.2,
};
