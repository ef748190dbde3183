import fc from 'fast-check';
import { describe, expect, test } from '../support/jest.js';
import { nearSymbolHint, nearSymbols } from '../../src/market/near-symbols.js';

const SYMBOLS = [
  ...['BTC/USDT', 'BTC/USDC', 'ETH/USDT', 'XEC/USDT', 'KIVPE/USDT', 'NATO/USDT', 'SHIB/USDT'],
  ...['1000PEPE/USDT:USDT', 'BTC/USDT:USDT'],
];

describe('symbols that are near', () => {
  test.each([
    ['KIVP', ['KIVPE/USDT']],
    ['kivpa', ['KIVPE/USDT']],
    ['KIVPA/USDT', ['KIVPE/USDT']],
    ['kivpausdt', ['KIVPE/USDT']],
    ['KIVPE/EUR', ['KIVPE/USDT']],
    ['natto', ['NATO/USDT']],
    ['pepe', ['1000PEPE/USDT:USDT']],
    ['PEPE/USDT:USDT', ['1000PEPE/USDT:USDT']],
    ['SHIIB', ['SHIB/USDT']],
    ['BTC/EUR', ['BTC/USDC', 'BTC/USDT', 'BTC/USDT:USDT']],
    ['BTD', ['BTC/USDC', 'BTC/USDT', 'BTC/USDT:USDT']],
    ['FOO', []],
    ['ZZZZZZ/USDT', []],
    ['', []],
    ['/', []],
    ['A'.repeat(101), []],
  ])('to %j', (text, near) => {
    expect(nearSymbols(text, SYMBOLS)).toEqual(near);
  });

  test('do not depend on the order in which they are listed, nor on case', () => {
    const text = fc.string({ unit: fc.constantFrom('b', 'T', 'c', 'x', '/'), maxLength: 6 });
    fc.assert(
      fc.property(text, fc.shuffledSubarray(SYMBOLS, { minLength: SYMBOLS.length }), (typed, shuffled) => {
        expect(nearSymbols(typed, shuffled)).toEqual(nearSymbols(typed.toUpperCase(), SYMBOLS));
      }),
      { numRuns: 200, seed: 20_261_129 },
    );
  });

  test('end the sentence, or three of those there are', () => {
    expect(nearSymbolHint('kivp', SYMBOLS)).toBe('; did you mean "KIVPE/USDT"?');
    expect(nearSymbolHint('BTD', SYMBOLS)).toBe('; did you mean "BTC/USDC", "BTC/USDT" or "BTC/USDT:USDT"?');
    expect(nearSymbolHint('FOO', SYMBOLS)).toBe('; it has 1000PEPE/USDT:USDT, BTC/USDC, BTC/USDT and 6 more');
    expect(nearSymbolHint('FOO', ['A/B'])).toBe('; it has A/B');
    expect(nearSymbolHint('FOO', [])).toBe('');
  });
});
