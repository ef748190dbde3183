import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from '../../../support/jest.js';
import { describeExchange } from '../../../../src/feeds/exchange/description/describe-exchange.js';
import { ccxtCosts } from '../../../../src/feeds/exchange/limits/costs/ccxt-costs.js';
import { COSTS, costsOf } from '../../../../src/feeds/exchange/limits/costs/index.js';
import type { MarketType } from '../../../../src/feeds/exchange/limits/costs/index.js';
import type { SampleRequest } from '../../../../src/feeds/exchange/limits/costs/costs.js';
import { requestCost } from '../../../../src/feeds/exchange/limits/costs/request-cost.js';

const cost = (id: string, type: MarketType, url: string, body?: string): readonly [string, number] => {
  const { budget, weight } = requestCost(costsOf(id, type)!, { url, ...(body !== undefined && { body }) });
  return [budget.id, weight];
};

/** What a scan sends, as the client makes it. */
const requestsOf = async (id: string, type: MarketType): Promise<readonly SampleRequest[]> =>
  Object.values((await describeExchange(id, type)).calls).flatMap(({ requests }) => requests);

describe('costs by the documentation of the exchanges', () => {
  // developers.binance.com, weights of the REST endpoints; URLs as ccxt 4.5.84 asks them.
  test.each([
    ['https://api.binance.com/api/v3/klines?interval=5m&limit=1000&symbol=BTCUSDT', 'spot', 2],
    ['https://api.binance.com/api/v3/ticker/24hr', 'spot', 80],
    ['https://api.binance.com/api/v3/ticker/24hr?symbol=BTCUSDT', 'spot', 2],
    ['https://api.binance.com/api/v3/ticker/bookTicker', 'spot', 4],
    ['https://api.binance.com/api/v3/depth?symbol=BTCUSDT', 'spot', 5],
    ['https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=100', 'spot', 5],
    ['https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=101', 'spot', 25],
    ['https://api.binance.com/api/v3/depth?symbol=BTCUSDT&limit=5000', 'spot', 250],
    ['https://api.binance.com/api/v3/exchangeInfo', 'spot', 20],
    ['https://fapi.binance.com/fapi/v1/klines?interval=5m&limit=99&symbol=BTCUSDT', 'usdm', 1],
    ['https://fapi.binance.com/fapi/v1/klines?interval=5m&limit=100&symbol=BTCUSDT', 'usdm', 2],
    ['https://fapi.binance.com/fapi/v1/klines?interval=5m&limit=499&symbol=BTCUSDT', 'usdm', 2],
    ['https://fapi.binance.com/fapi/v1/klines?interval=5m&limit=500&symbol=BTCUSDT', 'usdm', 5],
    ['https://fapi.binance.com/fapi/v1/klines?interval=5m&limit=1001&symbol=BTCUSDT', 'usdm', 10],
    // Without a limit the exchange takes 500 rows.
    ['https://fapi.binance.com/fapi/v1/klines?interval=5m&symbol=BTCUSDT', 'usdm', 5],
    ['https://fapi.binance.com/fapi/v1/ticker/24hr', 'usdm', 40],
    ['https://fapi.binance.com/fapi/v1/ticker/bookTicker', 'usdm', 5],
    ['https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT&limit=50', 'usdm', 2],
    ['https://fapi.binance.com/fapi/v1/depth?symbol=BTCUSDT', 'usdm', 10],
    ['https://fapi.binance.com/fapi/v1/openInterest?symbol=BTCUSDT', 'usdm', 1],
    [
      'https://fapi.binance.com/futures/data/openInterestHist?period=5m&limit=30&symbol=BTCUSDT',
      'history',
      1,
    ],
    ['http://127.0.0.1:8080/fapi/v1/klines?interval=5m&limit=499&symbol=BTCUSDT', 'usdm', 2],
    ['https://api.binance.com/api/v3/something/new', 'usdm', 10],
  ])('%s is on %s with %i', (url, budget, weight) => {
    expect(cost('binance', 'swap', url)).toEqual([budget, weight]);
  });

  // bybit: each request 1 of 600 in 5 s. okx, gate, bitget: each endpoint its own budget. kraken, kucoin, mexc: ccxt
  // 4.5.84.
  test.each([
    ['bybit', 'swap', 'https://api.bybit.com/v5/market/kline?symbol=BTCUSDT&limit=100', 'ip', 1],
    [
      'okx',
      'spot',
      'https://www.okx.com/api/v5/market/candles?instId=BTC-USDT&bar=5m&limit=100',
      'market/candles',
      1,
    ],
    ['okx', 'spot', 'https://www.okx.com/api/v5/public/instruments?instType=SPOT', 'public/instruments', 1],
    ['okx', 'spot', 'https://www.okx.com/api/v5/unknown', 'others', 1],
    ['kraken', 'spot', 'https://api.kraken.com/0/public/OHLC?pair=XBTUSDT&interval=5', 'public', 1.2],
    ['kraken', 'spot', 'https://api.kraken.com/0/public/Ticker', 'public', 1],
    ['kucoin', 'spot', 'https://api.kucoin.com/api/v1/market/candles?symbol=BTC-USDT&type=5min', 'public', 3],
    ['kucoin', 'spot', 'https://api.kucoin.com/api/v1/market/allTickers', 'public', 15],
    ['kucoin', 'swap', 'https://api-futures.kucoin.com/api/v1/kline/query?symbol=XBTUSDTM', 'public', 3],
    [
      'gate',
      'spot',
      'https://api.gateio.ws/api/v4/spot/candlesticks?currency_pair=BTC_USDT',
      'spot/candlesticks',
      1,
    ],
    [
      'gate',
      'swap',
      'https://api.gateio.ws/api/v4/futures/USDT/candlesticks?contract=BTC_USDT',
      'futures/*/candlesticks',
      1,
    ],
    [
      'bitget',
      'spot',
      'https://api.bitget.com/api/v2/spot/market/candles?symbol=BTCUSDT',
      'spot/market/candles',
      1,
    ],
    [
      'bitget',
      'swap',
      'https://api.bitget.com/api/v2/mix/market/tickers?productType=USDT-FUTURES',
      'mix/market/tickers',
      1,
    ],
    ['mexc', 'spot', 'https://api.mexc.com/api/v3/ticker/24hr', 'spot', 25],
    ['mexc', 'spot', 'https://api.mexc.com/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=100', 'spot', 1],
    ['mexc', 'swap', 'https://api.mexc.com/api/v1/contract/kline/BTC_USDT?interval=Min5', 'contract', 1],
    ['mexc', 'swap', 'https://api.mexc.com/api/v1/contract/detail', 'contract/detail', 1],
  ] as const)('%s %s: %s is on %s with %d', (id, type, url, budget, weight) => {
    expect(cost(id, type, url)).toEqual([budget, weight]);
  });

  // hyperliquid.gitbook.io, rate limits: 20, and 1 for each 60 candles; l2Book 2.
  test.each([
    ['{"type":"l2Book","coin":"BTC"}', 2],
    ['{"type":"metaAndAssetCtxs"}', 20],
    ['{"type":"candleSnapshot","req":{"coin":"BTC","interval":"5m","startTime":0,"endTime":30000000}}', 22],
    ['{"type":"candleSnapshot","req":{"coin":"BTC","interval":"5m","startTime":0,"endTime":150000000}}', 29],
    ['not JSON', 20],
    ['null', 20],
  ])('hyperliquid: %s costs %i', (body, weight) => {
    expect(cost('hyperliquid', 'swap', 'https://api.hyperliquid.xyz/info', body)).toEqual(['ip', weight]);
  });
});

describe('every table', () => {
  const rows = Object.entries(COSTS).flatMap(([id, byType]) =>
    Object.entries(byType).map(([type, costs]) => [id, type as MarketType, costs] as const),
  );

  test.each(rows)(
    '%s %s: budgets are named, said where from, and hold the dearest request',
    (_, __, costs) => {
      const ids = costs.budgets.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      for (const budget of costs.budgets) {
        expect(budget.source.length).toBeGreaterThan(10);
        expect(budget.windowMs).toBeGreaterThanOrEqual(1_000);
      }
      for (const { budget, path } of costs.endpoints) {
        expect([path, budget === undefined || ids.includes(budget)]).toEqual([path, true]);
      }
    },
  );

  test.each(rows)(
    '%s %s: every call of a scan is in the table, not treated as unknown',
    async (id, type, costs) => {
      for (const call of await requestsOf(id, type)) {
        const known = requestCost({ ...costs, otherwise: -1 }, call);
        expect([call.url, known.weight > 0]).toEqual([call.url, true]);
        expect(known.weight).toBeLessThanOrEqual(
          known.budget.weight * 0.75 + (known.budget.window === 'pace' ? 1 : 0),
        );
      }
    },
  );

  /** Where ccxt has one path on several hosts: the part of its table that is meant. */
  const SECTIONS: Readonly<Record<string, readonly string[]>> = {
    'binance spot': ['public'],
    'binance swap': ['fapiPublic', 'fapiData'],
    'binanceusdm swap': ['fapiPublic', 'fapiData'],
  };

  // Hyperliquid has one path for everything; ccxt counts candles with 4, its documentation with 20 and more.
  test.each(rows.filter(([id]) => id !== 'hyperliquid'))(
    '%s %s: never faster than ccxt',
    async (id, type, costs) => {
      const file = pathToFileURL(resolve('node_modules/ccxt/js/src', `${id}.js`)).href;
      const { default: Exchange } = (await import(file)) as {
        default: new () => { rateLimit: number; api: Readonly<Record<string, unknown>> };
      };
      const { rateLimit: rateLimitMs, api } = new Exchange();
      const sections = SECTIONS[`${id} ${type}`];
      const chosen = sections ? sections.map((name) => api[name]) : [api];
      const ccxt = ccxtCosts({ exchangeId: id, rateLimitMs, api: { chosen: { ...chosen } } });
      for (const { url } of await requestsOf(id, type)) {
        const ours = requestCost(costs, { url });
        const theirs = requestCost({ ...ccxt, otherwise: -1 }, { url });
        expect([url, theirs.weight > 0]).toEqual([url, true]);
        // 1 % for rounded numbers.
        expect([url, ours.weight * ours.budget.paceMs >= theirs.weight * rateLimitMs * 0.99]).toEqual([
          url,
          true,
        ]);
      }
    },
  );
});

describe('an exchange without a table', () => {
  test('is paced as ccxt does, each endpoint at its cost', () => {
    const costs = ccxtCosts({
      exchangeId: 'coinex',
      rateLimitMs: 40,
      api: {
        v1: {
          public: { get: { 'market/kline': 2, 'market/ticker/all': { cost: 5 }, 'asset/{ccy}/info': 3 } },
        },
        v2: { get: ['time'], delete: { time: 100 } },
      },
    });
    const weightOf = (url: string): number => requestCost(costs, { url }).weight;
    expect(weightOf('https://api.coinex.com/v1/market/kline?x=1')).toBe(2);
    expect(weightOf('https://api.coinex.com/v1/market/ticker/all')).toBe(5);
    expect(weightOf('https://api.coinex.com/v1/asset/BTC/info')).toBe(3);
    expect(weightOf('https://api.coinex.com/v2/time')).toBe(1);
    expect(weightOf('https://api.coinex.com/unknown')).toBe(1);
    expect(costs.budgets).toEqual([
      {
        id: 'ccxt',
        weight: 250,
        windowMs: 10_000,
        window: 'pace',
        paceMs: 40,
        source: 'ccxt: rateLimit 40 ms',
      },
    ]);
  });

  test.each([NaN, 0, -5])('and without a usable rate gets a second: %d', (rateLimitMs) => {
    expect(ccxtCosts({ exchangeId: 'x', rateLimitMs, api: null }).budgets[0].paceMs).toBe(1_000);
  });

  test('the dearest request fits into its window', () => {
    const costs = ccxtCosts({ exchangeId: 'x', rateLimitMs: 1_000, api: { get: { dear: 50 } } });
    expect(costs.budgets[0]).toMatchObject({ weight: 50, windowMs: 50_000 });
  });
});
