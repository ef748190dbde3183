import type { Budget, EndpointCost, ExchangeCosts } from './costs.js';

/** Each endpoint has its own budget. */
const PATHS = [
  'margin/currency_pairs',
  'spot/time',
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

export const GATE: ExchangeCosts = {
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
};
