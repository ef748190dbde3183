import { describe, expect, test } from '../../support/jest.js';
import { tries } from '../../support/budget.js';
import fc from 'fast-check';
import { bookFacts } from '../../../src/market/order-book.js';
import { createSimulatedFeed } from '../../../src/feeds/simulated/simulated-feed.js';
import { FIVE_MINUTES, HOUR, candlesOf } from './helpers.js';

const DAY = 24 * HOUR;
const feed = createSimulatedFeed({ marketCount: 200, type: 'swap' });
const { exchange } = feed;
const { defaultAsOfMs } = feed.world;
const symbols = (await feed.markets()).map((market) => market.symbol);
const last = (limit: number) => ({ fromMs: null, toMs: null, limit, keep: 'last' as const });

describe('the simulated market as an exchange serves it', () => {
  test('closed candles are those of the feed, the last one is open', async () => {
    for (const timeframeMs of [FIVE_MINUTES, HOUR]) {
      const closed = await candlesOf(feed, symbols, timeframeMs, 50, defaultAsOfMs);
      const nowMs = defaultAsOfMs + 1000;
      closed.forEach((candles, market) => {
        const served = exchange.candles(symbols[market], timeframeMs, last(51), nowMs);
        const isRunning = served.openTimeMs.at(-1) === Math.floor(nowMs / timeframeMs) * timeframeMs;
        const end = served.openTimeMs.length - (isRunning ? 1 : 0);
        const from = isRunning ? 0 : Math.max(0, end - candles.openTimeMs.length);
        for (const name of ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const) {
          expect([...served[name].slice(from, end)]).toEqual([...candles[name]]);
        }
      });
    }
  });

  test('a candle grows while it is open, within what it will have been', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: 199 }),
        fc.nat({ max: FIVE_MINUTES - 1 }),
        fc.nat({ max: 500 }),
        (m, ms, bar) => {
          const openMs = defaultAsOfMs + bar * FIVE_MINUTES;
          const at = (nowMs: number) =>
            exchange.candles(symbols[m], FIVE_MINUTES, { ...last(1), fromMs: openMs, toMs: openMs }, nowMs);
          const [early, late, whole] = [openMs + ms / 2, openMs + ms, openMs + FIVE_MINUTES].map(at);
          for (const column of ['high', 'volume', 'trades'] as const) {
            expect([...early[column]].every((value, i) => value <= late[column][i])).toBe(true);
            expect([...late[column]].every((value, i) => value <= whole[column][i])).toBe(true);
          }
          for (let i = 0; i < late.open.length; i++) {
            expect(late.open[i]).toBe(whole.open[i]);
            expect(late.low[i]).toBeGreaterThanOrEqual(whole.low[i]);
            expect(late.low[i]).toBeLessThanOrEqual(Math.min(late.open[i], late.close[i]));
            expect(late.high[i]).toBeGreaterThanOrEqual(Math.max(late.open[i], late.close[i]));
          }
        },
      ),
      { numRuns: tries(60) },
    );
  });

  test('a range has an end if there are more candles than the limit', () => {
    const fromMs = defaultAsOfMs - 100 * FIVE_MINUTES;
    const range = { fromMs, toMs: fromMs + 50 * FIVE_MINUTES, limit: 10 };
    const first = exchange.candles('BTC/USDT:USDT', FIVE_MINUTES, { ...range, keep: 'first' }, defaultAsOfMs);
    const end = exchange.candles('BTC/USDT:USDT', FIVE_MINUTES, { ...range, keep: 'last' }, defaultAsOfMs);
    expect([first.openTimeMs[0], first.openTimeMs.length]).toEqual([fromMs, 10]);
    expect([end.openTimeMs[9], end.openTimeMs.length]).toEqual([range.toMs, 10]);
  });

  test('candles count trades and turnover: facts are their sums', async () => {
    const facts = await feed.tickers(symbols, defaultAsOfMs);
    expect(facts.size).toBeGreaterThan(150);
    for (const [symbol, { turnover24h, tradesPerMinute }] of facts) {
      const day = { ...last(288), toMs: defaultAsOfMs - 1 };
      const { trades, turnover, volume } = exchange.candles(symbol, FIVE_MINUTES, day, defaultAsOfMs);
      expect(turnover.reduce((a, b) => a + b, 0)).toBe(turnover24h);
      const recent = trades.slice(-3);
      expect(recent.reduce((a, b) => a + b, 0) / (5 * recent.length)).toBe(tradesPerMinute);
      expect(trades.every((count, i) => Number.isInteger(count) && count > 0 === volume[i] > 0)).toBe(true);
      const hour = exchange.candles(symbol, HOUR, { ...last(1), toMs: defaultAsOfMs - HOUR }, defaultAsOfMs);
      const fine = exchange.candles(
        symbol,
        FIVE_MINUTES,
        { fromMs: hour.openTimeMs[0], toMs: hour.openTimeMs[0] + HOUR - 1, limit: 12, keep: 'first' },
        defaultAsOfMs,
      );
      expect(fine.trades.reduce((a, b) => a + b, 0)).toBe(hour.trades[0]);
    }
  });

  test('books are in order, on ticks and lots, reach beyond 0.5 %, and give the facts', async () => {
    const facts = await feed.tickers(symbols, defaultAsOfMs);
    let filled = 0;
    for (const [symbol, fact] of facts) {
      const book = exchange.book(symbol, defaultAsOfMs + 1000);
      const { spreadBps, depth05Usd, depth03Usd, imbalance } = fact;
      expect({ spreadBps, depth05Usd, depth03Usd, imbalance }).toEqual(bookFacts(book, 1));
      const decimals = exchange.decimals(symbol);
      for (const [side, sign] of [
        [book.bids, -1],
        [book.asks, 1],
      ] as const) {
        if (side.length === 0) continue;
        filled++;
        side.forEach(([price, size], i) => {
          expect(Number(price.toFixed(decimals.price))).toBe(price);
          expect(Number(size.toFixed(decimals.amount))).toBe(size);
          expect(price > 0 && size > 0).toBe(true);
          if (i > 0) expect(sign * (price - side[i - 1][0])).toBeGreaterThan(0);
        });
        expect(Math.abs(side[side.length - 1][0] / side[0][0] - 1)).toBeGreaterThan(0.005);
      }
      if (book.bids.length > 0) expect(book.asks[0][0]).toBeGreaterThan(book.bids[0][0]);
    }
    expect(filled).toBeGreaterThan(300);
  });

  test('open interest is an amount of coins; its value and its change follow', async () => {
    const facts = await feed.tickers(symbols, defaultAsOfMs);
    for (const [symbol, { openInterestUsd, oiChange24hPct }] of facts) {
      const now = exchange.openInterest(symbol, defaultAsOfMs) ?? NaN;
      const before = exchange.openInterest(symbol, defaultAsOfMs - DAY);
      expect(openInterestUsd).toBe(now * (exchange.day(symbol, defaultAsOfMs)?.close ?? NaN));
      const isKnown = before !== null && before > 0;
      expect(oiChange24hPct).toBe(isKnown ? (now / before - 1) * 100 : null);
    }
  });

  test('a symbol that there is not is a mistake of the caller', () => {
    expect(() => exchange.day('NOPE/USDT', defaultAsOfMs)).toThrow('got NOPE/USDT');
  });
});
