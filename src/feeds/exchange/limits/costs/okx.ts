import type { Budget, EndpointCost, ExchangeCosts } from './costs.js';

/** ccxt's wait at cost 1, with 10 % of room: okx rejects requests that come too close at once. */
const PACE_MS = 110;

/** Endpoint, requests in 2 seconds. Each endpoint has its own budget. */
const LIMITS = [
  ['market/candles', 40],
  ['market/history-candles', 20],
  ['market/tickers', 20],
  ['market/ticker', 20],
  ['market/books', 40],
  ['market/trades', 100],
  ['public/instruments', 20],
  ['public/open-interest', 20],
  ['public/time', 10],
  ['public/funding-rate', 10],
  ['rubik/stat/contracts/open-interest-history', 10],
  ['rubik/stat/contracts/open-interest-volume', 5],
] as const;

const budgets: readonly Budget[] = LIMITS.map(([path, requests]) => ({
  id: path,
  weight: requests,
  windowMs: 2_000,
  window: 'sliding',
  paceMs: (PACE_MS * 20) / requests,
  source: `okx.com/docs-v5, each endpoint: ${requests} requests in 2 seconds`,
}));

/** The slowest that an unknown endpoint could belong to. */
const OTHERS: Budget = {
  id: 'others',
  weight: 5,
  windowMs: 2_000,
  window: 'sliding',
  paceMs: PACE_MS * 4,
  source: 'the strictest of the documented ones',
};

const endpoints: readonly EndpointCost[] = LIMITS.map(([path]) => ({
  path: `/api/v5/${path}`,
  weight: 1,
  budget: path,
}));

export const OKX: ExchangeCosts = {
  exchangeId: 'okx',
  budgets: [OTHERS, ...budgets],
  endpoints,
  otherwise: 1,
};
