import { describe, expect, test } from '../../../support/jest.js';
import {
  openInterestChange24hPct,
  openInterestChangePct,
  readOpenInterestUsd,
  reportedOpenInterest,
} from '../../../../src/feeds/exchange/adapters/open-interest.js';
import { readMarket } from '../../../../src/feeds/exchange/markets/read-market.js';
import { unitsOf } from '../../../../src/feeds/exchange/units/unit-table.js';
import { DAY_MS } from '../../../../src/market/timeframe.js';
import { START_MS } from '../../../market/candles.js';
import { INVERSE, SWAP } from './adapter-fixture.js';

describe('open interest', () => {
  const swap = readMarket({ ...SWAP, contractSize: 0.1 })!;
  const interest = { symbol: 'SOL/USDT:USDT', openInterestAmount: 200 };

  test('is reported in USD, by amount and price or by value', () => {
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

  test('is rejected without a figure, which ccxt makes of any JSON', () => {
    for (const reported of [interest, { ...interest, openInterestAmount: 0 }]) {
      expect(reportedOpenInterest(reported, swap)).toBe(reported);
    }
    const valued = { symbol: 'SOL/USDT:USDT', openInterestValue: 7 };
    expect(reportedOpenInterest(valued, swap)).toBe(valued);
    for (const openInterestAmount of [undefined, null, NaN, 'much', -1, [1]]) {
      const empty = { ...interest, openInterestAmount } as typeof interest;
      expect(() => reportedOpenInterest(empty, swap)).toThrow('SOL/USDT:USDT: expected open interest, got');
    }
    expect(() => reportedOpenInterest({ ...interest, symbol: 'A/B:B' }, swap)).toThrow('that of "A/B:B"');
  });

  test('of another market is rejected', () => {
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

  test('changes from the entry at a moment to the current figure, if both are available', () => {
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
