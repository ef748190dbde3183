import type { Budget, EndpointCost, ExchangeCosts } from './costs.js';

/** Each endpoint has its own budget. */
const PATHS = [
  'public/time',
  'spot/public/symbols',
  'spot/market/tickers',
  'spot/market/candles',
  'spot/market/history-candles',
  'spot/market/orderbook',
  'mix/market/contracts',
  'mix/market/tickers',
  'mix/market/candles',
  'mix/market/history-candles',
  'mix/market/merge-depth',
  'mix/market/open-interest',
] as const;

const budget = (id: string): Budget => ({
  id,
  weight: 20,
  windowMs: 1_000,
  window: 'sliding',
  paceMs: 50,
  source: 'bitget.com/api-doc, each market endpoint: 20 requests per second; ccxt 4.5.84 agrees',
});

/** 3 requests per second. */
const COINS: Budget = {
  id: 'spot/public/coins',
  weight: 3,
  windowMs: 1_000,
  window: 'sliding',
  paceMs: 1000 / 3,
  source: 'bitget.com/api-doc, Get Coin Info: 3 requests per second',
};

/** 10 requests per second. */
const MARGIN: Budget = {
  ...budget('margin/currencies'),
  weight: 10,
  paceMs: 100,
  source: 'ccxt 4.5.84: 50 ms at cost 2',
};

const endpoints: readonly EndpointCost[] = [...PATHS, COINS.id, MARGIN.id].map((path) => ({
  path: `/api/v2/${path}`,
  weight: 1,
  budget: path,
}));

export const BITGET: ExchangeCosts = {
  exchangeId: 'bitget',
  budgets: [budget('others'), ...PATHS.map(budget), COINS, MARGIN],
  endpoints,
  otherwise: 1,
};
