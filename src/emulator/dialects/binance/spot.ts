import { stepOf, steppedDecimal } from '../../decimal.js';
import type { ListedMarket } from '../../world.js';
import type { BinanceFlavour } from './flavour.js';
import { bestRow, dayRow } from './rows.js';

const MIN_DECIMALS = 8;
const STATUS = { trading: 'TRADING', halted: 'BREAK', pending: 'PRE_TRADING', gone: 'BREAK' } as const;

/** `symbols=["BTCUSDT","ETHUSDT"]` → 2; 1 for one symbol; Infinity for all. */
function symbolCount(query: ReadonlyMap<string, string>): number {
  if (query.has('symbol')) return 1;
  return query.get('symbols')?.split(',').length ?? Infinity;
}

export const BINANCE_SPOT: BinanceFlavour = {
  id: 'binance',
  type: 'spot',
  prefix: '/api/v3',
  limits: [{ name: 'weight', kind: 'window', limit: 6000, windowMs: 60_000 }],
  weights: {
    time: 1,
    markets: 20,
    tickers(query) {
      const count = symbolCount(query);
      return count <= 20 ? 2 : count <= 100 ? 40 : 80;
    },
    bookTickers: (query) => (symbolCount(query) === 1 ? 2 : 4),
    klines: () => 2,
    depth: (limit) => (limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1000 ? 50 : 250),
  },
  klines: { defaultLimit: 500, maxLimit: 1000, refusesMore: false },
  depthLimits: null,
  maxDepth: 5000,
  defaultDepth: 100,
  minDecimals: MIN_DECIMALS,
  exchangeInfo: (world) => ({
    timezone: 'UTC',
    serverTime: world.clock.nowMs(),
    rateLimits: [
      { rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 },
      { rateLimitType: 'ORDERS', interval: 'SECOND', intervalNum: 10, limit: 100 },
      { rateLimitType: 'ORDERS', interval: 'DAY', intervalNum: 1, limit: 200_000 },
      { rateLimitType: 'RAW_REQUESTS', interval: 'MINUTE', intervalNum: 5, limit: 61_000 },
    ],
    exchangeFilters: [],
    symbols: world.markets('spot').map((market) => symbolInfo(market, STATUS[world.statusOf(market)])),
  }),
  ticker: (market, figures, nowMs) => {
    const day = dayRow(market, figures, nowMs, MIN_DECIMALS);
    return { ...day, prevClosePrice: day.openPrice, ...bestRow(market, figures, MIN_DECIMALS) };
  },
  bookTicker: (market, figures) => ({
    symbol: market.info.base + market.info.quote,
    ...bestRow(market, figures, MIN_DECIMALS),
  }),
  depthHead: (lastUpdateId) => ({ lastUpdateId }),
};

function symbolInfo({ info, priceDecimals, amountDecimals }: ListedMarket, status: string): unknown {
  const places = (step: string): string => steppedDecimal(Number(step), Math.max(8, priceDecimals));
  const tickSize = places(stepOf(priceDecimals));
  const stepSize = places(stepOf(amountDecimals));
  return {
    symbol: info.base + info.quote,
    status,
    baseAsset: info.base,
    baseAssetPrecision: 8,
    quoteAsset: info.quote,
    quotePrecision: 8,
    quoteAssetPrecision: 8,
    baseCommissionPrecision: 8,
    quoteCommissionPrecision: 8,
    orderTypes: ['LIMIT', 'LIMIT_MAKER', 'MARKET', 'STOP_LOSS_LIMIT', 'TAKE_PROFIT_LIMIT'],
    icebergAllowed: true,
    ocoAllowed: true,
    quoteOrderQtyMarketAllowed: true,
    isSpotTradingAllowed: info.leveragedToken !== true,
    isMarginTradingAllowed: false,
    filters: [
      { filterType: 'PRICE_FILTER', minPrice: tickSize, maxPrice: '1000000.00000000', tickSize },
      { filterType: 'PERCENT_PRICE', multiplierUp: '5', multiplierDown: '0.2', avgPriceMins: 5 },
      { filterType: 'LOT_SIZE', minQty: stepSize, maxQty: '9000000000.00000000', stepSize },
      { filterType: 'MIN_NOTIONAL', minNotional: '5.00000000', applyToMarket: true, avgPriceMins: 5 },
      { filterType: 'ICEBERG_PARTS', limit: 10 },
      {
        filterType: 'MARKET_LOT_SIZE',
        minQty: '0.00000000',
        maxQty: '1000000.00000000',
        stepSize: '0.00000000',
      },
      { filterType: 'MAX_NUM_ORDERS', maxNumOrders: 200 },
      { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: 5 },
    ],
    permissions: info.leveragedToken === true ? ['LEVERAGED'] : ['SPOT', 'MARGIN'],
  };
}
