import { describe, expect, test } from '../support/jest.js';
import { matchesSymbol, normaliseSymbol } from '../../src/filters/symbol-pattern.js';

describe('normaliseSymbol', () => {
  test.each(['BTC/USDT', 'BTC/USDT:USDT', 'BTCUSDT', 'btc-usdt', 'BTC_USDT', ' btc/usdt '])(
    '%p is BTCUSDT',
    (symbol) => {
      expect(normaliseSymbol(symbol)).toBe('BTCUSDT');
    },
  );

  test('a dated future is another market', () => {
    expect(normaliseSymbol('BTC/USDT:USDT-240628')).toBe('BTCUSDT240628');
    expect(matchesSymbol('BTC/USDT', 'BTC/USDT:USDT-240628')).toBe(false);
  });

  test('so is an inverse contract', () => {
    expect(normaliseSymbol('BTC/USD:BTC')).toBe('BTCUSD');
  });
});

describe('matchesSymbol', () => {
  test.each([
    ['*/USDT', 'SOL/USDT:USDT', true],
    ['*/USDT', 'SOL/USDC', false],
    ['1000*', '1000PEPE/USDT', true],
    ['1000000*', '1000PEPE/USDT', false],
    ['*', 'ANY/THING', true],
    ['*:USDT', 'SOL/USDT:USDT', true],
    ['*:USDT', 'SOL/USDT', false],
    ['S*L/USDT', 'SOL/USDT', true],
    ['S.L/USDT', 'SOL/USDT', false],
    ['JUP/USDT', 'JUP/USDT', true],
    ['UP/USDT', 'JUP/USDT', false],
    ['SOL', 'SOL/USDT', false],
  ])('%p on %p: %p', (entry, symbol, expected) => {
    expect(matchesSymbol(entry, symbol)).toBe(expected);
  });
});
