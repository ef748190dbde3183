import { describe, expect, test } from '../../support/jest.js';
import fc from 'fast-check';
import type { ExchangeMarket } from '../../../src/feeds/exchange/markets/exchange-market.js';
import { readMarket } from '../../../src/feeds/exchange/markets/read-market.js';
import { readTicker } from '../../../src/feeds/exchange/markets/read-ticker.js';
import { createUsdRates } from '../../../src/feeds/exchange/units/usd-rates.js';
import { START_MS } from '../../market/candles.js';
import { openOffline } from '../../support/ccxt-exchange.js';
import { ccxtMarket, recorded } from '../../support/wire.js';

type Price = readonly [symbol: string, last: number, quoteVolume?: number, timeMs?: number];

function ratesOf(prices: readonly Price[]) {
  const markets = prices.map(([symbol]): ExchangeMarket => readMarket(ccxtMarket(symbol, symbol))!);
  const tickers = new Map(
    prices.map(([symbol, last, quoteVolume, timestamp]) => [
      symbol,
      readTicker({
        last,
        quoteVolume,
        baseVolume: quoteVolume === undefined ? undefined : quoteVolume / last,
        timestamp,
      }),
    ]),
  );
  return createUsdRates(markets, tickers);
}

describe('in USD', () => {
  test('a dollar is 1', () => {
    expect(ratesOf([])('USD')).toEqual({ usd: 1, provenance: 'measured', path: [], timeMs: null });
  });

  test('a stablecoin has its own price if it trades against USD, and is taken for 1 elsewhere', () => {
    const rates = ratesOf([['USDT/USD', 0.9987, 100, START_MS]]);
    expect(rates('USDT')).toEqual({
      usd: 0.9987,
      provenance: 'measured',
      path: ['USDT/USD'],
      timeMs: START_MS,
    });
    expect(rates('USDC')).toEqual({ usd: 1, provenance: 'estimated', path: [], timeMs: null });
  });

  test('a coin has the price of its market, in either direction', () => {
    expect(ratesOf([['BTC/USD', 60_000]])('BTC')).toMatchObject({ usd: 60_000, provenance: 'measured' });
    expect(ratesOf([['BTC/USDT', 60_000]])('BTC')).toMatchObject({ usd: 60_000, provenance: 'estimated' });
    expect(ratesOf([['USDT/TRY', 32]])('TRY')).toMatchObject({ usd: 1 / 32, path: ['USDT/TRY'] });
  });

  test('a coin of measured dollars is measured, at their price', () => {
    const rates = ratesOf([
      ['BTC/USDT', 60_000, 9, START_MS],
      ['USDT/USD', 0.5, 9, START_MS - 60_000],
    ]);
    expect(rates('BTC')).toEqual({
      usd: 30_000,
      provenance: 'measured',
      path: ['BTC/USDT', 'USDT/USD'],
      timeMs: START_MS - 60_000,
    });
  });

  test('a coin two markets away has both prices; three are too far', () => {
    const rates = ratesOf([
      ['A/B', 2],
      ['B/BTC', 0.5],
      ['BTC/USDT', 60_000],
    ]);
    expect(rates('B')).toMatchObject({ usd: 30_000, path: ['B/BTC', 'BTC/USDT'] });
    expect(rates('A')).toBeNull();
    expect(rates('NOWHERE')).toBeNull();
  });

  test('fewer steps go before turnover, measured before estimated, spot before contracts', () => {
    expect(
      ratesOf([
        ['ADA/BTC', 1, 1e9],
        ['BTC/USDT', 5, 1e9],
        ['ADA/USDT', 3, 1],
      ])('ADA'),
    ).toMatchObject({ usd: 3 });
    expect(
      ratesOf([
        ['ADA/USDT', 3, 1e9],
        ['ADA/USD', 4, 1],
      ])('ADA'),
    ).toMatchObject({ usd: 4 });
    expect(
      ratesOf([
        ['ADA/USDT:USDT', 3, 1e9],
        ['ADA/USDC', 4, 1],
      ])('ADA'),
    ).toMatchObject({ usd: 4 });
    expect(
      ratesOf([
        ['ADA/USDT', 3, 1e9],
        ['ADA/USDC', 4, 1],
      ])('ADA'),
    ).toMatchObject({ usd: 3 });
  });

  test('turnovers of different quotes are compared in USD', () => {
    const prices: Price[] = [
      ['ADA/TRY', 16, 1e6],
      ['USDT/TRY', 32, 1],
      ['ADA/BTC', 0.00001, 100],
      ['BTC/USDT', 60_000, 1],
    ];
    expect(ratesOf(prices)('ADA')).toMatchObject({ path: ['ADA/BTC', 'BTC/USDT'] });
  });

  test('a market without a price leads nowhere', () => {
    expect(ratesOf([['BTC/USDT', 0]])('BTC')).toBeNull();
  });

  test('the order of the markets changes nothing', () => {
    const prices: Price[] = [
      ['ADA/USDT', 3, 5],
      ['ADA/USDC', 4, 5],
      ['ADA/BTC', 0.1, 5],
      ['BTC/USDT', 60, 5],
      ['BTC/USDC', 61, 5],
      ['SOL/ADA', 2, 5],
      ['SOL/BTC', 0.3, 5],
    ];
    const expected = ['ADA', 'BTC', 'SOL', 'USDT'].map(ratesOf(prices));
    fc.assert(
      fc.property(fc.shuffledSubarray(prices, { minLength: prices.length }), (shuffled) => {
        expect(['ADA', 'BTC', 'SOL', 'USDT'].map(ratesOf(shuffled))).toEqual(expected);
      }),
    );
  });
});

test('recorded tickers of Binance price what they reach', async () => {
  const recording = recorded('binance.fetchTickers');
  const list = recorded('binance.fetchMarkets');
  if (recording === null || list === null) return;
  const exchange = await openOffline(
    'binance',
    (url) => (url.includes('exchangeInfo') ? list.response : recording.response),
    { fetchMarkets: { types: ['spot'] } },
  );
  await exchange.loadMarkets();
  const tickers = new Map(
    Object.entries(await exchange.fetchTickers()).map(([symbol, ticker]) => [symbol, readTicker(ticker)]),
  );
  const markets = Object.values(exchange.markets).flatMap((market) => readMarket(market) ?? []);
  // The authors kept markets against BTC and ETH only: nothing leads to USD but a price of BTC.
  expect(createUsdRates(markets, tickers)('ETH')).toBeNull();
  const rates = createUsdRates(markets, new Map(tickers).set('BTC/USDT', readTicker({ last: 70_000 })));
  expect(rates('ETH')).toMatchObject({ usd: 0.03606 * 70_000, path: ['ETH/BTC', 'BTC/USDT'] });
  expect(rates('BNB')).toMatchObject({ path: ['BNB/BTC', 'BTC/USDT'], provenance: 'estimated' });
});
