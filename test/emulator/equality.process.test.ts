import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { Exchange, MarketInterface } from 'ccxt';
import type { DialectId } from '../../src/emulator/dialects/index.js';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import type { MarketFacts } from '../../src/market/market.js';
import { bookFacts, spreadBpsOf, type OrderBook } from '../../src/market/order-book.js';
import { FIVE_MINUTES, HOUR, candlesOf } from '../feeds/simulated/helpers.js';
import { openClient } from './client.js';

interface Case {
  readonly dialect: DialectId;
  readonly type: 'spot' | 'swap';
  /** Bybit does not list markets that are suspended. */
  readonly hidesHalted: boolean;
  /** Place of the count in a raw kline; null = there is none. */
  readonly tradesAt: number | null;
  readonly hasTurnover: boolean;
}

const CASES: readonly Case[] = [
  { dialect: 'binance', type: 'spot', hidesHalted: false, tradesAt: 8, hasTurnover: true },
  { dialect: 'binanceusdm', type: 'swap', hidesHalted: false, tradesAt: 8, hasTurnover: true },
  { dialect: 'bybit', type: 'spot', hidesHalted: true, tradesAt: null, hasTurnover: true },
  { dialect: 'bybit', type: 'swap', hidesHalted: true, tradesAt: null, hasTurnover: true },
  { dialect: 'kraken', type: 'spot', hidesHalted: false, tradesAt: 7, hasTurnover: false },
];
const MARKETS = 160;

describe.each(CASES)(
  'ccxt through $dialect, $type',
  ({ dialect, type, hidesHalted, tradesAt, hasTurnover }) => {
    let emulator: Emulator;
    let client: Exchange;
    let facts: ReadonlyMap<string, MarketFacts>;
    /** All markets of the world that the exchange lists. */
    let symbols: readonly string[];
    let asOfMs: number;

    beforeAll(async () => {
      // Time is stopped, so that every answer is of the same moment.
      emulator = await startEmulator({ dialect, markets: MARKETS, speed: 0, referee: 'off' });
      client = await openClient(dialect, emulator.baseUrl);
      const { world } = emulator;
      asOfMs = world.feed(type).world.defaultAsOfMs;
      const listed = world
        .markets(type)
        .filter((market) => !(hidesHalted && type === 'spot' ? world.statusOf(market) !== 'trading' : false))
        .filter((market) => !(hidesHalted && world.statusOf(market) === 'halted'));
      symbols = listed.map(({ info }) => info.symbol);
      facts = await world.feed(type).tickers(symbols, asOfMs);
      await client.loadMarkets();
    });
    afterAll(() => emulator.close());

    test('loadMarkets returns the markets of the world', async () => {
      const all = Object.values((client.markets ?? {}) as Record<string, MarketInterface>);
      const listed = new Map(
        all.filter((market) => market.type === type).map((market) => [market.symbol, market]),
      );
      expect([...listed.keys()].sort()).toEqual([...symbols].sort());
      for (const { symbol, active, tickSize, listedAtMs } of await emulator.world.feed(type).markets()) {
        const market = listed.get(symbol);
        if (market === undefined) continue;
        expect(market.precision.price).toBe(tickSize);
        expect(market.active).toBe(active === true && (listedAtMs ?? 0) <= asOfMs);
        if (type === 'swap') expect(market.created).toBe(listedAtMs);
      }
    });

    test('fetchTime returns the exchange’s own time', async () => {
      const resolution = dialect === 'kraken' ? 1000 : 1;
      const nowMs = emulator.control.nowMs();
      expect(await client.fetchTime()).toBe(Math.floor(nowMs / resolution) * resolution);
    });

    test('fetchOHLCV returns the candles, the open one last', async () => {
      for (const [timeframe, timeframeMs] of [
        ['5m', FIVE_MINUTES],
        ['1h', HOUR],
      ] as const) {
        // Every third, and all that are young, stopped or suspended.
        const asked = symbols.filter((symbol, i) => i % 3 === 0 || !facts.has(symbol));
        const expected = await candlesOf(emulator.world.feed(type), asked, timeframeMs, 99, asOfMs);
        for (const { symbol, openTimeMs, open, high, low, close, volume } of expected) {
          const rows = await client.fetchOHLCV(symbol, timeframe, undefined, 100);
          const closed = rows.filter(([timeMs]) => (timeMs ?? 0) + timeframeMs <= asOfMs).slice(-99);
          const rowOf = (timeMs: number, i: number) => [
            timeMs,
            open[i],
            high[i],
            low[i],
            close[i],
            volume[i],
          ];
          expect(JSON.stringify(closed)).toBe(JSON.stringify(Array.from(openTimeMs, rowOf)));
          const openMs = Math.floor(asOfMs / timeframeMs) * timeframeMs;
          if (facts.has(symbol)) expect(rows.at(-1)?.[0]).toBe(openMs);
        }
      }
    });

    test('fetchOHLCV with since continues from there', async () => {
      const fromMs = asOfMs - 20 * FIVE_MINUTES;
      const rows = await client.fetchOHLCV('BTC/USDT' + (type === 'swap' ? ':USDT' : ''), '5m', fromMs, 5);
      expect(rows.map(([timeMs]) => timeMs)).toEqual(
        [0, 1, 2, 3, 4].map((bar) => fromMs + bar * FIVE_MINUTES),
      );
    });

    test('fetchTickers returns turnover and change, and best prices', async () => {
      const params = dialect === 'bybit' ? { type } : {};
      const tickers = await client.fetchTickers(undefined, params);
      // Of binance and bybit, symbols without a market would be here as well.
      expect(Object.keys(tickers).sort()).toEqual([...facts.keys()].sort());
      for (const [symbol, fact] of facts) {
        const { quoteVolume, percentage, last, open, bid, ask, baseVolume, vwap } = tickers[symbol];
        if (hasTurnover) {
          expect(quoteVolume).toBe(fact.turnover24h);
          expect((Number(last) / Number(open) - 1) * 100).toBe(fact.change24hPct);
          // A change of exactly 0 is worked out by ccxt once more.
          if (fact.change24hPct !== 0) expect(percentage).toBe(fact.change24hPct);
        } else {
          const turnover = fact.turnover24h ?? 0;
          expect(Math.abs(Number(baseVolume) * Number(vwap) - turnover)).toBeLessThanOrEqual(1e-9 * turnover);
        }
        if (dialect !== 'binanceusdm') expect(spreadBpsOf(bid ?? null, ask ?? null)).toBe(fact.spreadBps);
      }
    });

    test('fetchBidsAsks returns the spread', async () => {
      if (!client.has.fetchBidsAsks) {
        expect(dialect).toBe('kraken');
        return;
      }
      const quotes = await client.fetchBidsAsks(undefined, dialect === 'bybit' ? { type } : {});
      for (const [symbol, { spreadBps }] of facts) {
        const { bid, ask } = quotes[symbol];
        expect(spreadBpsOf(bid ?? null, ask ?? null)).toBe(spreadBps);
      }
    });

    test('fetchOrderBook returns the book, and with it spread, depths and imbalance', async () => {
      for (const [symbol, { spreadBps, depth05Usd, depth03Usd, imbalance }] of facts) {
        const { bids, asks } = await client.fetchOrderBook(symbol, 50);
        expect(bookFacts({ bids, asks } as unknown as OrderBook, 1)).toEqual({
          spreadBps,
          depth05Usd,
          depth03Usd,
          imbalance,
        });
      }
    });

    test('raw klines count the trades of each bar', async () => {
      if (tradesAt === null) return;
      for (const [symbol, { tradesPerMinute }] of facts) {
        const id = client.market(symbol).id;
        const path = {
          binance: `/api/v3/klines?symbol=${id}&interval=5m&limit=4`,
          binanceusdm: `/fapi/v1/klines?symbol=${id}&interval=5m&limit=4`,
          kraken: `/0/public/OHLC?pair=${id}&interval=5`,
        }[dialect as 'binance'];
        const answer = await (await fetch(emulator.baseUrl + path)).json();
        const rows = (
          dialect === 'kraken' ? (answer as { result: object }).result[id as never] : answer
        ) as number[][];
        const recent = rows.slice(0, -1).slice(-3);
        const trades = recent.reduce((sum, row) => sum + row[tradesAt], 0);
        expect(trades / (recent.length * 5)).toBe(tradesPerMinute);
      }
    });

    test('open interest and its change', async () => {
      if (type === 'spot') {
        expect([...facts.values()].every((fact) => fact.openInterestUsd === null)).toBe(true);
        return;
      }
      const tickers = await client.fetchTickers(undefined, dialect === 'bybit' ? { type } : {});
      for (const [symbol, { openInterestUsd, oiChange24hPct }] of facts) {
        const params = dialect === 'bybit' ? { interval: '5m' } : {};
        const { openInterestAmount } = await client.fetchOpenInterest(symbol, params);
        expect(Number(openInterestAmount) * Number(tickers[symbol].last)).toBe(openInterestUsd);
        const dayBeforeMs = asOfMs - 24 * HOUR;
        const [before] = await client.fetchOpenInterestHistory(symbol, '5m', undefined, 1, {
          until: dayBeforeMs,
        });
        const amountBefore = Number(before?.openInterestAmount);
        const isKnown = before?.timestamp === dayBeforeMs && amountBefore > 0;
        const change = isKnown ? (Number(openInterestAmount) / amountBefore - 1) * 100 : null;
        expect(change).toBe(oiChange24hPct);
      }
    });

    test('a symbol that the exchange does not list is rejected in its own words', async () => {
      emulator.control.setStatus(symbols[5], 'gone');
      try {
        await expect(client.fetchOHLCV(symbols[5], '5m')).rejects.toThrow(
          { binance: '-1121', binanceusdm: '-1121', bybit: '10001', kraken: 'EQuery:Unknown asset pair' }[
            dialect
          ],
        );
      } finally {
        emulator.control.setStatus(symbols[5], null);
      }
      expect((await client.fetchOHLCV(symbols[5], '5m')).length).toBeGreaterThan(0);
    });
  },
);
