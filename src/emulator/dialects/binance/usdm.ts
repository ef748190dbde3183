import { stepOf } from '../../decimal.js';
import type { ListedMarket, World } from '../../world.js';
import type { BinanceFlavour } from './flavour.js';
import { bestRow, dayRow } from './rows.js';

const STATUS = { trading: 'TRADING', halted: 'SETTLING', pending: 'PENDING_TRADING', gone: 'CLOSE' } as const;
/** Binance's value for contracts without an end. */
const PERPETUAL_DELIVERY_MS = 4_133_404_800_000;

export const BINANCE_USDM: BinanceFlavour = {
  id: 'binanceusdm',
  type: 'swap',
  prefix: '/fapi/v1',
  limits: [
    { name: 'weight', kind: 'window', limit: 2400, windowMs: 60_000 },
    // The open interest history has its own budget.
    { name: 'data', kind: 'window', limit: 1000, windowMs: 300_000 },
  ],
  weights: {
    time: 1,
    markets: 1,
    tickers: (query) => (query.has('symbol') ? 1 : 40),
    bookTickers: (query) => (query.has('symbol') ? 2 : 5),
    klines: (limit) => (limit < 100 ? 1 : limit < 500 ? 2 : limit <= 1000 ? 5 : 10),
    depth: (limit) => (limit <= 50 ? 2 : limit <= 100 ? 5 : limit <= 500 ? 10 : 20),
  },
  klines: { defaultLimit: 500, maxLimit: 1500, refusesMore: true },
  depthLimits: [5, 10, 20, 50, 100, 500, 1000],
  maxDepth: 1000,
  defaultDepth: 500,
  minDecimals: 0,
  exchangeInfo: (world) => ({
    timezone: 'UTC',
    serverTime: world.clock.nowMs(),
    futuresType: 'U_MARGINED',
    rateLimits: [
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 2400 },
      { rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 1200 },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 300 },
    ],
    exchangeFilters: [],
    assets: [{ asset: 'USDT', marginAvailable: true, autoAssetExchange: '-10000' }],
    symbols: world.markets('swap').map((market) => symbolInfo(market, world)),
  }),
  ticker: (market, figures, nowMs) => dayRow(market, figures, nowMs, 0),
  bookTicker: (market, figures, nowMs) => ({
    symbol: market.info.base + market.info.quote,
    ...bestRow(market, figures, 0),
    time: nowMs,
    lastUpdateId: figures.day.closeTimeMs,
  }),
  depthHead: (lastUpdateId, nowMs) => ({ lastUpdateId, E: nowMs, T: nowMs }),
};

function symbolInfo(market: ListedMarket, world: World): unknown {
  const { info, priceDecimals, amountDecimals } = market;
  const tickSize = stepOf(priceDecimals);
  const stepSize = stepOf(amountDecimals);
  return {
    symbol: info.base + info.quote,
    pair: info.base + info.quote,
    contractType: 'PERPETUAL',
    deliveryDate: PERPETUAL_DELIVERY_MS,
    onboardDate: info.listedAtMs,
    status: STATUS[world.statusOf(market)],
    maintMarginPercent: '2.5000',
    requiredMarginPercent: '5.0000',
    baseAsset: info.base,
    quoteAsset: info.quote,
    marginAsset: info.settle,
    pricePrecision: priceDecimals,
    quantityPrecision: amountDecimals,
    baseAssetPrecision: 8,
    quotePrecision: 8,
    underlyingType: 'COIN',
    underlyingSubType: [],
    settlePlan: 0,
    triggerProtect: '0.0500',
    liquidationFee: '0.012000',
    marketTakeBound: '0.30',
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '1000000', tickSize },
      { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: '1000000000', stepSize },
      { filterType: 'MARKET_LOT_SIZE', minQty: stepSize, maxQty: '1000000000', stepSize },
      { filterType: 'MAX_NUM_ORDERS', limit: 200 },
      { filterType: 'MAX_NUM_ALGO_ORDERS', limit: 10 },
      { filterType: 'MIN_NOTIONAL', notional: '5' },
      {
        filterType: 'PERCENT_PRICE',
        multiplierUp: '1.1500',
        multiplierDown: '0.8500',
        multiplierDecimal: '4',
      },
    ],
    orderTypes: [
      'LIMIT',
      'MARKET',
      'STOP',
      'STOP_MARKET',
      'TAKE_PROFIT',
      'TAKE_PROFIT_MARKET',
      'TRAILING_STOP_MARKET',
    ],
    timeInForce: ['GTC', 'IOC', 'FOK', 'GTX'],
  };
}
