import { MINUTE_MS } from '../../../../market/timeframe.js';
import type { EndpointCost, ExchangeCosts } from './costs.js';

const SPOT_DOCS = 'developers.binance.com, Spot API, limits and exchangeInfo.rateLimits: 6000 per minute';
const USDM_DOCS = 'developers.binance.com, USDⓈ-M Futures, exchangeInfo.rateLimits: 2400 per minute';
const HISTORY_DOCS =
  'developers.binance.com, USDⓈ-M Futures, Open Interest Statistics: 1000 requests in 5 minutes';

const spot = {
  id: 'spot',
  weight: 6000,
  windowMs: MINUTE_MS,
  window: 'aligned',
  // ccxt: 50 ms for its cost 1, which is a weight of 5.
  paceMs: 10,
  source: SPOT_DOCS,
} as const;

const usdm = {
  id: 'usdm',
  weight: 2400,
  windowMs: MINUTE_MS,
  window: 'aligned',
  paceMs: 50,
  source: USDM_DOCS,
} as const;

const history = {
  id: 'history',
  weight: 1000,
  windowMs: 5 * MINUTE_MS,
  window: 'sliding',
  paceMs: 50,
  source: HISTORY_DOCS,
} as const;

const symbol = (weight: number) => ({ parameter: 'symbol', weight });

/** Rows of klines: just below 100 and 500 per call costs half as much and less. */
const KLINE_STEPS = [
  [99, 1],
  [499, 2],
  [1000, 5],
  [Infinity, 10],
] as const;

const spotEndpoints: readonly EndpointCost[] = [
  { path: '/api/v3/klines', weight: 2 },
  { path: '/api/v3/uiKlines', weight: 2 },
  { path: '/api/v3/ticker/24hr', weight: 2, without: symbol(80) },
  { path: '/api/v3/ticker/bookTicker', weight: 2, without: symbol(4) },
  { path: '/api/v3/ticker/price', weight: 2, without: symbol(4) },
  {
    path: '/api/v3/depth',
    weight: 5,
    byRows: {
      parameter: 'limit',
      absent: 100,
      steps: [
        [100, 5],
        [500, 25],
        [1000, 50],
        [Infinity, 250],
      ],
    },
  },
  { path: '/api/v3/exchangeInfo', weight: 20 },
  { path: '/api/v3/trades', weight: 25 },
  { path: '/api/v3/aggTrades', weight: 4 },
  { path: '/api/v3/time', weight: 1 },
  { path: '/api/v3/ping', weight: 1 },
].map((endpoint) => ({ budget: 'spot', ...endpoint }) as EndpointCost);

const usdmEndpoints: readonly EndpointCost[] = [
  { path: '/fapi/v1/klines', weight: 1, byRows: { parameter: 'limit', absent: 500, steps: KLINE_STEPS } },
  { path: '/fapi/v1/ticker/24hr', weight: 1, without: symbol(40) },
  { path: '/fapi/v1/ticker/bookTicker', weight: 2, without: symbol(5) },
  { path: '/fapi/v1/ticker/price', weight: 1, without: symbol(2) },
  {
    path: '/fapi/v1/depth',
    weight: 2,
    byRows: {
      parameter: 'limit',
      absent: 500,
      steps: [
        [50, 2],
        [100, 5],
        [500, 10],
        [Infinity, 20],
      ],
    },
  },
  { path: '/fapi/v1/exchangeInfo', weight: 1 },
  { path: '/fapi/v1/openInterest', weight: 1 },
  { path: '/fapi/v1/premiumIndex', weight: 1, without: symbol(10) },
  { path: '/fapi/v1/fundingRate', weight: 1 },
  { path: '/fapi/v1/fundingInfo', weight: 1 },
  { path: '/fapi/v1/trades', weight: 5 },
  { path: '/fapi/v1/aggTrades', weight: 20 },
  { path: '/fapi/v1/time', weight: 1 },
  { path: '/fapi/v1/ping', weight: 1 },
].map((endpoint) => ({ budget: 'usdm', ...endpoint }) as EndpointCost);

const endpoints = [
  ...spotEndpoints,
  ...usdmEndpoints,
  { path: '/futures/data/*', weight: 1, budget: 'history' },
];

const costs = (budgets: ExchangeCosts['budgets']): ExchangeCosts => ({
  exchangeId: 'binance',
  budgets,
  endpoints,
  otherwise: 10,
  headers: { used: 'x-mbx-used-weight-1m' },
});

export const BINANCE_SPOT = costs([spot, usdm, history]);
export const BINANCE_USDM = costs([usdm, spot, history]);
