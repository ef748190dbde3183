import type { Budget, EndpointCost, ExchangeCosts } from './costs.js';

/** Each endpoint has a budget of its own. */
const PATHS = [
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
  source: 'bitget.com/api-doc, each market endpoint: 20 requests a second; ccxt 4.5.84 agrees',
});

/** 3 requests a second. */
const COINS: Budget = {
  id: 'spot/public/coins',
  weight: 3,
  windowMs: 1_000,
  window: 'sliding',
  paceMs: 1000 / 3,
  source: 'bitget.com/api-doc, Get Coin Info: 3 requests a second',
};

const endpoints: readonly EndpointCost[] = [...PATHS, COINS.id].map((path) => ({
  path: `/api/v2/${path}`,
  weight: 1,
  budget: path,
}));

const costs = (calls: ExchangeCosts['calls']): ExchangeCosts => ({
  exchangeId: 'bitget',
  budgets: [budget('others'), ...PATHS.map(budget), COINS],
  endpoints,
  otherwise: 1,
  maxRows: 1000,
  calls,
});

export const BITGET_SPOT = costs({
  markets: [{ url: '/api/v2/spot/public/symbols' }],
  tickers: [{ url: '/api/v2/spot/market/tickers' }],
  candles: [{ url: '/api/v2/spot/market/candles?symbol=S&limit={rows}' }],
  orderBook: [{ url: '/api/v2/spot/market/orderbook?symbol=S&limit=100' }],
  openInterest: [],
});

export const BITGET_SWAP = costs({
  markets: [{ url: '/api/v2/mix/market/contracts?productType=USDT-FUTURES' }],
  tickers: [{ url: '/api/v2/mix/market/tickers?productType=USDT-FUTURES' }],
  candles: [{ url: '/api/v2/mix/market/candles?symbol=S&limit={rows}' }],
  orderBook: [{ url: '/api/v2/mix/market/merge-depth?symbol=S&limit=100' }],
  // The tickers tell it: holdingAmount.
  openInterest: [],
});
