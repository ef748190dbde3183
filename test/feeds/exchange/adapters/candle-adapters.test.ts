import { describe, expect, test } from '../../../support/jest.js';
import type { CcxtMarket } from '../../../../src/feeds/exchange/ccxt-shapes.js';
import { DAY_MS } from '../../../../src/market/timeframe.js';
import { FIVE_MINUTES, START_MS } from '../../../market/candles.js';
import { ccxtMarket } from '../../../support/wire.js';
import { at, binanceRow, candlesOf, INVERSE, SPOT, SWAP } from './adapter-fixture.js';

/** Everything of the adapted candles of one bar. */
async function barOf(exchangeId: string, ccxt: CcxtMarket, response: unknown) {
  const { candles, ...more } = await candlesOf(exchangeId, ccxt, response);
  const { openTimeMs, open, high, low, close, volume } = candles;
  return {
    bar: [openTimeMs[0], open[0], high[0], low[0], close[0], volume[0]],
    quoteVolume: more.quoteVolume?.[0] ?? null,
    trades: more.tradeCounts?.[0] ?? null,
    closed: more.closedFlags?.[0] ?? null,
    unit: more.volumeUnit,
  };
}

describe('a bar of', () => {
  const bar = [START_MS, 10, 12, 9, 11, 5];

  test.each([
    ['Binance spot', 'binance', SPOT],
    ['Binance USD-M', 'binanceusdm', SWAP],
  ])('%s reports turnover and trades', async (_, id, market) => {
    expect(await barOf(id, market, [binanceRow(0)])).toEqual({
      bar,
      quoteVolume: 55,
      trades: 40,
      closed: null,
      unit: 'base',
    });
  });

  test('Binance COIN-M counts coins, not contracts', async () => {
    expect(await barOf('binancecoinm', INVERSE, [binanceRow(0, { 5: '999', 7: '5' })])).toEqual({
      bar,
      quoteVolume: null,
      trades: 40,
      closed: null,
      unit: 'base',
    });
  });

  test('Kraken reports trades and, by its mean price, turnover', async () => {
    const row = [START_MS / 1000, '10', '12', '9', '11', '10.5', '5', 7];
    const response = { error: [], result: { SOLUSDT: [row], last: START_MS / 1000 } };
    expect(await barOf('kraken', SPOT, response)).toEqual({
      bar,
      quoteVolume: 52.5,
      trades: 7,
      closed: null,
      unit: 'base',
    });
  });

  test.each([
    ['spot counts its volume', ccxtMarket('SOL-USDT', 'SOL/USDT'), '5', '999', '1', 1],
    [
      'contracts count coins, not contracts',
      ccxtMarket('SOL-USDT-SWAP', 'SOL/USDT:USDT'),
      '999',
      '5',
      '0',
      0,
    ],
  ])('OKX %s and reports whether it is closed', async (_, market, vol, volCcy, confirm, closed) => {
    const row = [String(START_MS), '10', '12', '9', '11', vol, volCcy, '55', confirm];
    expect(await barOf('okx', market, { code: '0', msg: '', data: [row] })).toEqual({
      bar,
      quoteVolume: 55,
      trades: null,
      closed,
      unit: 'base',
    });
  });

  test.each([
    ['spot', SPOT, 'spot', '5', '55'],
    ['linear contracts', SWAP, 'linear', '5', '55'],
    ['inverse contracts', INVERSE, 'inverse', '55', '5'],
  ])('Bybit %s reports turnover', async (_, market, category, volume, turnover) => {
    const list = [[String(START_MS), '10', '12', '9', '11', volume, turnover]];
    const result = { category, symbol: market.id, list };
    expect(await barOf('bybit', market, { retCode: 0, retMsg: 'OK', result })).toEqual({
      bar,
      quoteVolume: 55,
      trades: null,
      closed: null,
      unit: 'base',
    });
  });

  test('an exchange without an adapter goes through ccxt, in the unit of the table', async () => {
    const gate = ccxtMarket('SOL_USDT', 'SOL/USDT:USDT', { contractSize: 0.1 });
    const row = { t: START_MS / 1000, o: '10', h: '12', l: '9', c: '11', v: 5 };
    expect(await barOf('gate', gate, [row])).toEqual({
      bar,
      quoteVolume: null,
      trades: null,
      closed: null,
      unit: 'contracts',
    });
  });
});

describe('what is requested from', () => {
  const range = { sinceMs: START_MS, limit: 3 };
  const since = String(START_MS);

  test.each([
    ['binance', SPOT, [], `/api/v3/klines?symbol=SOLUSDT&interval=5m&limit=3&startTime=${since}`],
    ['binanceusdm', SWAP, [], `/fapi/v1/klines?symbol=SOLUSDT&interval=5m&limit=3&startTime=${since}`],
    [
      'kraken',
      SPOT,
      { error: [], result: { SOLUSDT: [] } },
      `/0/public/OHLC?pair=SOLUSDT&interval=5&since=${(START_MS - FIVE_MINUTES) / 1000}`,
    ],
    [
      'okx',
      ccxtMarket('SOL-USDT', 'SOL/USDT'),
      { code: '0', data: [] },
      `/api/v5/market/candles?instId=SOL-USDT&bar=5m&limit=3&before=${START_MS - 1}&after=${at(3)}`,
    ],
    [
      'bybit',
      SWAP,
      { retCode: 0, result: { category: 'linear', symbol: 'SOLUSDT', list: [] } },
      `/v5/market/kline?category=linear&symbol=SOLUSDT&interval=5&limit=3&start=${since}`,
    ],
  ])('%s: one market, timeframe and range', async (id, market, response, url) => {
    const { asked, candles } = await candlesOf(id, market, response, range);
    expect(asked.map((text) => text.slice(text.indexOf('/', 8)))).toEqual([url]);
    expect(candles.openTimeMs).toHaveLength(0);
  });

  test('OKX for bars of six hours and more: in UTC, not in its own time', async () => {
    const market = ccxtMarket('SOL-USDT', 'SOL/USDT');
    const { asked } = await candlesOf('okx', market, { code: '0', data: [] }, { limit: 2 }, DAY_MS);
    expect(asked[0]).toContain('bar=1Dutc');
  });

  test('any: only timeframes that it has', async () => {
    await expect(candlesOf('kraken', SPOT, {}, { limit: 2 }, 3 * 60_000)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('kraken has no 3m candles'),
    });
  });
});
