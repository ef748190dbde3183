import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { marketFromSymbol } from '../../src/market/market.js';
import { displaySymbol } from '../../src/market/symbol.js';

describe('a symbol on a terminal (D14)', () => {
  test.each([
    ['1000SATS/USDT', '1000SATS/USDT'],
    ['币安人生/USDT', '币安人生/USDT'],
    ['<img src=x>', '<img src=x>'],
    ['../../etc/passwd', '../../etc/passwd'],
    ['\u001b[2JBTC\u0007', '[2JBTC'],
    ['BTC\u202e/TDSU\u2066', 'BTC/TDSU'],
    ['BT\u0000C\u200b\ufeff', 'BTC'],
    ['A\u2028B\u2029C\u0085', 'ABC'],
    ['\u0000', '?'],
    ['', '?'],
  ])('%j is shown as %j', (symbol, shown) => {
    expect(displaySymbol(symbol)).toBe(shown);
  });

  test('is cut at a whole character', () => {
    expect(displaySymbol('A'.repeat(4096))).toBe('A'.repeat(39) + '…');
    expect(displaySymbol('A'.repeat(40))).toBe('A'.repeat(40));
    expect(displaySymbol('🚀'.repeat(9), 3)).toBe('🚀🚀…');
  });

  test('never holds what a terminal would obey, and stays short', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (symbol) => {
        const shown = displaySymbol(symbol);
        expect(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(shown)).toBe(false);
        expect([...shown].length).toBeLessThanOrEqual(40);
      }),
    );
  });
});

describe('a market from its symbol', () => {
  test.each([
    ['BTC/USDT', 'BTC/USDT', 'BTC', 'USDT', null, 'unknown'],
    ['ZEC/USDT:USDT', 'ZEC/USDT:USDT', 'ZEC', 'USDT', 'USDT', 'swap'],
    ['BTC/USDT:USDT-241227', 'BTC/USDT:USDT-241227', 'BTC', 'USDT', 'USDT', 'future'],
    ['BTC/USD:BTC', 'BTC/USD:BTC', 'BTC', 'USD', 'BTC', 'swap'],
    ['BTCUSDT', 'BTC/USDT', 'BTC', 'USDT', null, 'unknown'],
    ['BTCFDUSD', 'BTC/FDUSD', 'BTC', 'FDUSD', null, 'unknown'],
    ['1000PEPEUSDC', '1000PEPE/USDC', '1000PEPE', 'USDC', null, 'unknown'],
    ['ETHBTC', 'ETH/BTC', 'ETH', 'BTC', null, 'unknown'],
    ['BTC_USDT', 'BTC/USDT', 'BTC', 'USDT', null, 'unknown'],
    ['BTC-USD', 'BTC/USD', 'BTC', 'USD', null, 'unknown'],
    ['BTC_USDT_USDT', 'BTC/USDT:USDT', 'BTC', 'USDT', 'USDT', 'swap'],
    ['BTC-USDT-SWAP', 'BTC/USDT:USDT', 'BTC', 'USDT', 'USDT', 'swap'],
    ['BTC_USD_BTC', 'BTC/USD:BTC', 'BTC', 'USD', 'BTC', 'swap'],
    ['币安人生/USDT', '币安人生/USDT', '币安人生', 'USDT', null, 'unknown'],
  ])('%j is %j', (spelling, symbol, base, quote, settle, type) => {
    expect(marketFromSymbol(spelling)).toMatchObject({ symbol, base, quote, settle, type });
  });

  test.each([
    '',
    'BTC',
    'USDT',
    'my_data',
    'binance-spot-2024',
    'BTC_USDT_ETH',
    'A/B/C',
    '/USDT',
    'BTC/',
    'a b/c',
    '_USDT',
  ])('%j is none', (text) => {
    expect(marketFromSymbol(text)).toBeNull();
  });
});
