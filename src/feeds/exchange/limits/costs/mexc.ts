import type { EndpointCost, ExchangeCosts } from './costs.js';

const spot = {
  id: 'spot',
  weight: 300,
  windowMs: 10_000,
  window: 'sliding',
  paceMs: 50,
  // mexc.com says 500 per endpoint, apis.io/rate-limits/mexc 300 for all together: the smaller applies.
  source: 'apis.io/rate-limits/mexc: 300 in 10 seconds (mexc.com: 500 for each endpoint)',
} as const;

const contract = {
  id: 'contract',
  weight: 20,
  windowMs: 2_000,
  window: 'sliding',
  paceMs: 100,
  source: 'apis.io/rate-limits/mexc: 20 requests in 2 seconds; ccxt 4.5.84 agrees',
} as const;

/** Once in 5 seconds. */
const detail = {
  id: 'contract/detail',
  weight: 1,
  windowMs: 5_000,
  window: 'pace',
  paceMs: 5_000,
  source: 'ccxt 4.5.84: 50 ms at cost 100',
} as const;

const endpoints: readonly EndpointCost[] = [
  { path: '/api/v3/exchangeInfo', weight: 25, budget: 'spot' },
  { path: '/api/v3/ticker/24hr', weight: 25, budget: 'spot' },
  { path: '/api/v3/ticker/bookTicker', weight: 10, budget: 'spot' },
  { path: '/api/v3/klines', weight: 1, budget: 'spot' },
  { path: '/api/v3/depth', weight: 3, budget: 'spot' },
  { path: '/api/v3/time', weight: 1, budget: 'spot' },
  { path: '/api/v1/contract/detail', weight: 1, budget: 'contract/detail' },
  { path: '/api/v1/contract/*', weight: 1, budget: 'contract' },
  { path: '/api/v1/contract/*/*', weight: 1, budget: 'contract' },
];

export const MEXC_SPOT: ExchangeCosts = {
  exchangeId: 'mexc',
  budgets: [spot, contract, detail],
  endpoints,
  otherwise: 25,
};

export const MEXC_SWAP: ExchangeCosts = {
  exchangeId: 'mexc',
  budgets: [contract, spot, detail],
  endpoints,
  otherwise: 1,
};
