import { describe, expect, test } from '@jest/globals';
import type { CandleRange } from '../../../src/feeds/exchange/adapters/adapter.js';
import { fetchCandles } from '../../../src/feeds/exchange/adapters/fetch-candles.js';
import { candleAdapterOf } from '../../../src/feeds/exchange/adapters/index.js';
import {
  openInterestChange24hPct,
  openInterestChangePct,
  readOpenInterestUsd,
  toldOpenInterest,
} from '../../../src/feeds/exchange/adapters/open-interest.js';
import { readOrderBook } from '../../../src/feeds/exchange/adapters/order-book.js';
import { tradesPerMinute } from '../../../src/feeds/exchange/adapters/trades-per-minute.js';
import type { CcxtMarket } from '../../../src/feeds/exchange/ccxt-shapes.js';
import { readMarket } from '../../../src/feeds/exchange/markets/read-market.js';
import { readNumber } from '../../../src/feeds/exchange/read-number.js';
import { unitsOf } from '../../../src/feeds/exchange/units/unit-table.js';
import { DAY_MS } from '../../../src/market/timeframe.js';
import { FIVE_MINUTES, START_MS } from '../../market/candles.js';
import { ccxtMarket, exchangeWith } from '../../support/wire.js';

const at = (bar: number): number => START_MS + bar * FIVE_MINUTES;

const binanceRow = (bar: number, more: Readonly<Record<number, unknown>> = {}): unknown[] =>
  Object.assign(
    [at(bar), '10', '12', '9', '11', '5', at(bar + 1) - 1, '55', 40 + bar, '2', '22', '0'] as unknown[],
    more,
  );

const SPOT = ccxtMarket('SOLUSDT', 'SOL/USDT');
const SWAP = ccxtMarket('SOLUSDT', 'SOL/USDT:USDT');
const INVERSE = ccxtMarket('SOLUSD_PERP', 'SOL/USD:SOL', { contractSize: 10 });

async function candlesOf(
  exchangeId: string,
  ccxt: CcxtMarket,
  response: unknown,
  range: CandleRange = { limit: 10 },
  timeframeMs = FIVE_MINUTES,
) {
  const { exchange, market } = await exchangeWith(exchangeId, ccxt, response);
  const adapted = await candleAdapterOf(exchangeId).fetch(exchange, market, timeframeMs, range);
  return { ...adapted, asked: exchange.asked, exchange };
}

/** Everything of the adapted candles that one bar tells. */
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
  ])('%s tells turnover and trades', async (_, id, market) => {
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

  test('Kraken tells trades and, by its mean price, turnover', async () => {
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
  ])('OKX %s and tells whether it is closed', async (_, market, vol, volCcy, confirm, closed) => {
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
  ])('Bybit %s tells turnover', async (_, market, category, volume, turnover) => {
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

  test('an exchange without an adapter comes through ccxt, in the unit of the table', async () => {
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

describe('what is asked of', () => {
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

describe('rows', () => {
  test('that come newest first are turned around', async () => {
    const list = [2, 1, 0].map((bar) => [String(at(bar)), '10', '12', '9', '11', String(bar), '55']);
    const result = { category: 'spot', symbol: 'SOLUSDT', list };
    const { candles, quoteVolume } = await candlesOf('bybit', SPOT, { retCode: 0, result });
    expect([...candles.openTimeMs]).toEqual([at(0), at(1), at(2)]);
    expect([...candles.volume]).toEqual([0, 1, 2]);
    expect([...quoteVolume!]).toEqual([55, 55, 55]);
  });

  test('in any other order stay as they came, for the cleaner to see', async () => {
    const { candles } = await candlesOf(
      'binance',
      SPOT,
      [0, 2, 1].map((bar) => binanceRow(bar)),
    );
    expect([...candles.openTimeMs]).toEqual([at(0), at(2), at(1)]);
  });

  test.each(['', '0x10', ' 7 ', '1e999', 'NaN', 'Infinity', '1_000', '--1', '.', 'e5', null, {}, [], true])(
    'with %j for a number have NaN there',
    async (value) => {
      expect(readNumber(value)).toBeNaN();
      const { candles } = await candlesOf('binance', SPOT, [binanceRow(0, { 4: value })]);
      expect(candles.close[0]).toBeNaN();
      expect(candles.open[0]).toBe(10);
    },
  );

  test.each([
    ['7', 7],
    ['-0.5', -0.5],
    ['1e-8', 1e-8],
    ['1E5', 1e5],
    ['0.00000001', 1e-8],
    [3.5, 3.5],
  ])('with %j for a number have it', (value, number) => {
    expect(readNumber(value)).toBe(number);
  });
});

describe('an answer is refused with BAD_SCHEMA that', () => {
  const bybit = (more: object) => ({
    retCode: 0,
    result: { category: 'spot', symbol: 'SOLUSDT', list: [], ...more },
  });
  const every = (bars: number, minutes: number) =>
    Array.from({ length: bars }, (_, bar) => {
      const openMs = START_MS + bar * minutes * 60_000;
      return [String(openMs), '10', '12', '9', '11', '5', '55'];
    });

  test.each([
    ['is no list', 'binance', SPOT, { code: 1 }, 'expected a list of candles, got an object'],
    ['has rows of 6 fields', 'binance', SPOT, [binanceRow(0).slice(0, 6)], 'fields, number 1 is a list of 6'],
    ['has a row that is a text', 'binance', SPOT, ['abc'], 'number 1 is "abc"'],
    [
      'says that its bars are of another length',
      'binance',
      SPOT,
      [binanceRow(0, { 6: at(3) - 1 })],
      'expected 5m candles, got one of 15m',
    ],
    ['is for another symbol', 'bybit', SPOT, bybit({ symbol: 'ADAUSDT' }), 'the answer is for "ADAUSDT"'],
    ['is for another category', 'bybit', SPOT, bybit({ category: 'linear' }), 'the answer is for "linear"'],
    ['does not say what it is for', 'bybit', SPOT, { retCode: 0, result: {} }, 'the answer is for nothing'],
    ['has another spacing', 'bybit', SPOT, bybit({ list: every(6, 15) }), 'stand 15m apart'],
    [
      'has another spacing, newest first',
      'bybit',
      SPOT,
      bybit({ list: every(6, 1).reverse() }),
      'stand 1m apart',
    ],
    [
      'is for another pair',
      'kraken',
      SPOT,
      { error: [], result: { ADAUSDT: [] } },
      'expected candles of SOLUSDT',
    ],
    ['has no data', 'okx', ccxtMarket('SOL-USDT', 'SOL/USDT'), { code: '0' }, 'expected data in the answer'],
  ])('%s', async (_, id, market, response, message) => {
    await expect(candlesOf(id, market, response)).rejects.toMatchObject({
      code: 'BAD_SCHEMA',
      scope: 'symbol',
      message: expect.stringContaining(message),
    });
  });

  test('none for a few bars with gaps between them', async () => {
    const { candles } = await candlesOf('bybit', SPOT, bybit({ list: every(4, 15) }));
    expect(candles.openTimeMs).toHaveLength(4);
  });
});

describe('a longer range', () => {
  /** Answers like Binance: bars of the range, of a market listed at bar 2. */
  async function paged(limit: number, maxPerCall: number | null) {
    const { exchange, market } = await exchangeWith('binance', SPOT, []);
    const ranges: [number, number][] = [];
    exchange.fetch = async (url) => {
      const query = new URL(url).searchParams;
      const since = Math.max(2, (Number(query.get('startTime')) - START_MS) / FIVE_MINUTES);
      ranges.push([since, Number(query.get('limit'))]);
      return Array.from({ length: Number(query.get('limit')) }, (_, index) => binanceRow(since + index));
    };
    const adapted = await fetchCandles(candleAdapterOf('binance'), exchange, market, FIVE_MINUTES, {
      sinceMs: START_MS,
      limit,
      maxPerCall,
    });
    return { adapted, ranges };
  }

  test('takes as many calls as it needs, and no bar twice', async () => {
    const { adapted, ranges } = await paged(2300, null);
    expect(ranges).toEqual([
      [2, 1000],
      [1000, 1000],
      [2000, 300],
    ]);
    const { candles, quoteVolume, tradeCounts } = adapted;
    expect([...candles.openTimeMs]).toEqual(Array.from({ length: 2298 }, (_, bar) => at(bar + 2)));
    expect([quoteVolume!.length, tradeCounts!.length]).toEqual([2298, 2298]);
    expect(tradeCounts![2297]).toBe(40 + 2299);
  });

  test('takes smaller calls where those cost less', async () => {
    expect((await paged(6, 4)).ranges).toEqual([
      [2, 4],
      [4, 2],
    ]);
    expect((await paged(4, 4)).ranges).toEqual([[2, 4]]);
  });

  test('is one call to an exchange that always sends its newest bars', async () => {
    const { exchange, market } = await exchangeWith('kraken', SPOT, { error: [], result: { SOLUSDT: [] } });
    await fetchCandles(candleAdapterOf('kraken'), exchange, market, FIVE_MINUTES, {
      sinceMs: START_MS,
      limit: 2000,
    });
    expect(exchange.asked).toHaveLength(1);
  });
});

describe('trades per minute', () => {
  const times = (...bars: number[]) => Float64Array.from(bars, at);
  const of = (bars: number[], counts: number[], asOfBar: number, timeframeMs = FIVE_MINUTES) =>
    tradesPerMinute(times(...bars), Float64Array.from(counts), timeframeMs, at(asOfBar));

  test('are those of the last three closed bars', () => {
    expect(of([0, 1, 2, 3], [1000, 10, 20, 30], 4)).toBe(60 / 15);
    expect(of([0, 1, 2, 3], [1000, 10, 20, 30], 3)).toBe(1030 / 15);
    expect(of([3, 2, 1, 0], [30, 20, 10, 1000], 4)).toBe(60 / 15);
  });

  test('count a bar that is absent for one without trades', () => {
    expect(of([0, 1, 3], [1000, 10, 30], 4)).toBe(40 / 15);
    expect(of([0, 1, 2], [1000, 10, 20], 4)).toBe(30 / 15);
  });

  test('of a younger market are those of the bars that it has', () => {
    expect(of([2, 3], [20, 30], 4)).toBe(50 / 10);
    expect(of([3], [30], 4)).toBe(30 / 5);
  });

  test('are not known without a recent bar, or where a count is not', () => {
    expect(of([0, 1], [10, 20], 6)).toBeNull();
    expect(of([], [], 4)).toBeNull();
    expect(of([1, 2, 3], [10, NaN, 30], 4)).toBeNull();
    expect(of([4], [10], 4)).toBeNull();
  });
});

describe('an order book', () => {
  const market = (ccxt: CcxtMarket) => readMarket(ccxt)!;
  const book = { symbol: 'SOL/USDT', bids: [['10', '2']], asks: [[11, 3]] };

  test('has sizes in base currency', () => {
    expect(readOrderBook(book, market(SPOT), 'base')).toEqual({ bids: [[10, 2]], asks: [[11, 3]] });
    const tenth = market({ ...SWAP, contractSize: 0.1 });
    const swap = { ...book, symbol: 'SOL/USDT:USDT' };
    expect(readOrderBook(swap, tenth, 'contracts')?.bids).toEqual([[10, 0.2]]);
    const inverse = { ...book, symbol: 'SOL/USD:SOL' };
    expect(readOrderBook(inverse, market(INVERSE), 'contracts')?.bids).toEqual([[10, 2]]);
    expect(readOrderBook(inverse, market(INVERSE), 'quote')?.bids).toEqual([[10, 0.2]]);
  });

  test('whose sizes are in an unknown unit, or in contracts of unknown size, is not known', () => {
    expect(readOrderBook(book, market(SPOT), null)).toBeNull();
    expect(readOrderBook(book, market({ ...SPOT, contractSize: undefined }), 'contracts')).toBeNull();
  });

  test('loses levels of size 0', () => {
    const bids = [
      [10, 0],
      [9, 1],
    ];
    expect(readOrderBook({ ...book, bids }, market(SPOT), 'base')?.bids).toEqual([[9, 1]]);
  });

  test.each([
    ['of another market', { symbol: 'ADA/USDT' }, 'that of "ADA/USDT"'],
    ['without bids', { bids: undefined }, 'expected a list of bids, got nothing'],
    ['with a level that is none', { asks: [[11, 1], null] }, 'number 2 of the asks has no price and size'],
    ['with a price that is a word', { bids: [['ten', 1]] }, 'number 1 of the bids'],
    ['with a negative size', { bids: [[10, -1]] }, 'number 1 of the bids'],
    [
      'with the best bid last',
      {
        bids: [
          [9, 1],
          [10, 1],
        ],
      },
      'the bids are not sorted',
    ],
    [
      'with a price twice',
      {
        asks: [
          [11, 1],
          [11, 1],
        ],
      },
      'the asks are not sorted',
    ],
  ])('%s is refused with BAD_SCHEMA', (_, more, message) => {
    expect(() => readOrderBook({ ...book, ...more }, market(SPOT), 'base')).toThrow(
      expect.objectContaining({
        code: 'BAD_SCHEMA',
        message: expect.stringContaining(message),
      }),
    );
  });
});

describe('open interest', () => {
  const swap = readMarket({ ...SWAP, contractSize: 0.1 })!;
  const interest = { symbol: 'SOL/USDT:USDT', openInterestAmount: 200 };

  test('is told in USD, by amount and price or by value', () => {
    expect(readOpenInterestUsd(interest, swap, unitsOf('bybit', swap), 10, 0.9)).toBe(1800);
    expect(readOpenInterestUsd(interest, swap, unitsOf('kucoin', swap), 10, 0.9)).toBe(180);
    const valued = { ...interest, openInterestValue: 5000 };
    expect(readOpenInterestUsd(valued, swap, unitsOf('binance', swap), null, 0.9)).toBe(4500);
    expect(readOpenInterestUsd(valued, swap, unitsOf('okx', swap), null, null)).toBe(5000);
    const inverse = readMarket({ ...INVERSE, contractSize: 10 })!;
    const inCoins = { symbol: 'SOL/USD:SOL', openInterestAmount: 200 };
    expect(readOpenInterestUsd(inCoins, inverse, unitsOf('binancecoinm', inverse), 10, 1)).toBe(2000);
  });

  test('is not known without unit, price or rate', () => {
    expect(readOpenInterestUsd(interest, swap, unitsOf('nobody', swap), 10, 1)).toBeNull();
    expect(readOpenInterestUsd(interest, swap, unitsOf('bybit', swap), null, 1)).toBeNull();
    expect(readOpenInterestUsd(interest, swap, unitsOf('bybit', swap), 10, null)).toBeNull();
    expect(readOpenInterestUsd({ symbol: 'SOL/USDT:USDT' }, swap, unitsOf('bybit', swap), 10, 1)).toBeNull();
  });

  test('is refused where no figure was told, which ccxt makes of any JSON', () => {
    for (const told of [interest, { ...interest, openInterestAmount: 0 }]) {
      expect(toldOpenInterest(told, swap)).toBe(told);
    }
    const valued = { symbol: 'SOL/USDT:USDT', openInterestValue: 7 };
    expect(toldOpenInterest(valued, swap)).toBe(valued);
    for (const openInterestAmount of [undefined, null, NaN, 'much', -1, [1]]) {
      const empty = { ...interest, openInterestAmount } as typeof interest;
      expect(() => toldOpenInterest(empty, swap)).toThrow('SOL/USDT:USDT: expected open interest, got');
    }
    expect(() => toldOpenInterest({ ...interest, symbol: 'A/B:B' }, swap)).toThrow('that of "A/B:B"');
  });

  test('of another market is refused', () => {
    expect(() =>
      readOpenInterestUsd({ ...interest, symbol: 'A/B:B' }, swap, unitsOf('bybit', swap), 10, 1),
    ).toThrow('that of "A/B:B"');
  });

  const HOUR_MS = 3_600_000;
  const entry = (hours: number, amount: number, value?: number) => ({
    symbol: 'SOL/USDT:USDT',
    timestamp: START_MS - hours * HOUR_MS,
    openInterestAmount: amount,
    openInterestValue: value,
  });
  const change = (...history: ReturnType<typeof entry>[]) =>
    openInterestChange24hPct(history, swap, START_MS);

  test('changes from 24 h before the newest entry to it, in any order', () => {
    expect(change(entry(25, 50), entry(24, 80), entry(1, 70), entry(0, 100))).toBe(25);
    expect(change(entry(0.5, 100), entry(24.5, 80), entry(20, 7))).toBe(25);
  });

  test('changes by amounts, not by their price', () => {
    expect(change(entry(24, 80, 800), entry(0, 100, 2000))).toBe(25);
    expect(change(entry(24, NaN, 800), entry(0, 100, 2000))).toBe(150);
  });

  test('is not known to change without a fresh entry or one of a day before', () => {
    expect(change()).toBeNull();
    expect(change(entry(0, 100))).toBeNull();
    expect(change(entry(23, 80), entry(0, 100))).toBeNull();
    expect(change(entry(27, 80), entry(3, 100))).toBeNull();
    expect(change(entry(24, 80), entry(-1, 100))).toBeNull();
  });

  test('changes from the entry at a moment to the figure of now, where both can be had', () => {
    const now = entry(0, 100);
    const since = (...history: ReturnType<typeof entry>[]) =>
      openInterestChangePct(now, history, swap, START_MS - DAY_MS);
    expect(since(entry(24, 80))).toBe(25);
    expect(since(entry(24.07, 50), entry(24.01, 80), entry(23.93, 60))).toBe(25);
    expect([since(), since(entry(24.1, 80)), since(entry(24, 0)), since(entry(24, NaN, 80))]).toEqual([
      null,
      null,
      null,
      null,
    ]);
    expect(() => since({ ...entry(24, 80), symbol: 'BTC/USDT:USDT' })).toThrow('BTC/USDT:USDT');
  });
});
