import { describe, expect, test } from '../../../support/jest.js';
import { readNumber } from '../../../../src/feeds/exchange/read-number.js';
import { START_MS } from '../../../market/candles.js';
import { ccxtMarket } from '../../../support/wire.js';
import { at, binanceRow, candlesOf, SPOT } from './adapter-fixture.js';

describe('rows', () => {
  test('sent newest first are reversed', async () => {
    const list = [2, 1, 0].map((bar) => [String(at(bar)), '10', '12', '9', '11', String(bar), '55']);
    const result = { category: 'spot', symbol: 'SOLUSDT', list };
    const { candles, quoteVolume } = await candlesOf('bybit', SPOT, { retCode: 0, result });
    expect([...candles.openTimeMs]).toEqual([at(0), at(1), at(2)]);
    expect([...candles.volume]).toEqual([0, 1, 2]);
    expect([...quoteVolume!]).toEqual([55, 55, 55]);
  });

  test('in any other order are unchanged, for the cleaner to see', async () => {
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

describe('an answer is rejected with BAD_SCHEMA that', () => {
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
    ['has another spacing', 'bybit', SPOT, bybit({ list: every(6, 15) }), 'are 15m apart'],
    [
      'has another spacing, newest first',
      'bybit',
      SPOT,
      bybit({ list: every(6, 1).reverse() }),
      'are 1m apart',
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
