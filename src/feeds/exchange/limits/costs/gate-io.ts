import type { Budget, EndpointCost, ExchangeCosts } from './costs.js';

/** Each endpoint has a budget of its own. */
const PATHS = [
  'spot/currency_pairs',
  'spot/currencies',
  'spot/tickers',
  'spot/candlesticks',
  'spot/order_book',
  'futures/*/contracts',
  'futures/*/tickers',
  'futures/*/candlesticks',
  'futures/*/order_book',
  'futures/*/contract_stats',
] as const;

const budget = (id: string): Budget => ({
  id,
  weight: 200,
  windowMs: 10_000,
  window: 'sliding',
  paceMs: 50,
  source:
    'gate.com, API v4 rate limits since 2024-01-22: 200 requests in 10 seconds for each public endpoint',
});

const endpoints: readonly EndpointCost[] = PATHS.map((path) => ({
  path: `/api/v4/${path}`,
  weight: 1,
  budget: path,
}));

const costs = (calls: ExchangeCosts['calls'], maxRows: number): ExchangeCosts => ({
  exchangeId: 'gate',
  budgets: [budget('others'), ...PATHS.map(budget)],
  endpoints,
  otherwise: 1,
  headers: {
    remaining: 'x-gate-ratelimit-requests-remain',
    limit: 'x-gate-ratelimit-limit',
    reset: 'x-gate-ratelimit-reset-timestamp',
    resetUnit: 'utcS',
  },
  maxRows,
  calls,
});

export const GATE_SPOT = costs(
  {
    markets: [{ url: '/api/v4/spot/currency_pairs' }],
    tickers: [{ url: '/api/v4/spot/tickers' }],
    candles: [{ url: '/api/v4/spot/candlesticks?currency_pair=S&limit={rows}' }],
    orderBook: [{ url: '/api/v4/spot/order_book?currency_pair=S&limit=100' }],
    openInterest: [],
  },
  1000,
);

export const GATE_SWAP = costs(
  {
    markets: [{ url: '/api/v4/futures/usdt/contracts' }],
    tickers: [{ url: '/api/v4/futures/usdt/tickers' }],
    candles: [{ url: '/api/v4/futures/usdt/candlesticks?contract=S&limit={rows}' }],
    orderBook: [{ url: '/api/v4/futures/usdt/order_book?contract=S&limit=100' }],
    openInterest: [{ url: '/api/v4/futures/usdt/contract_stats?contract=S&interval=1h&limit=25' }],
  },
  1999,
);
