import { describe, expect, test } from '../../support/jest.js';
import type { AdaptedCandles } from '../../../src/feeds/exchange/adapters/adapter.js';
import { candleAdapterOf } from '../../../src/feeds/exchange/adapters/index.js';
import {
  openInterestChange24hPct,
  readOpenInterestUsd,
} from '../../../src/feeds/exchange/adapters/open-interest.js';
import { readOrderBook } from '../../../src/feeds/exchange/adapters/order-book.js';
import { tradesPerMinute } from '../../../src/feeds/exchange/adapters/trades-per-minute.js';
import type { CcxtMarket } from '../../../src/feeds/exchange/ccxt-shapes.js';
import { readTicker } from '../../../src/feeds/exchange/markets/read-ticker.js';
import { tickerTurnover } from '../../../src/feeds/exchange/units/ticker-turnover.js';
import { unitsOf } from '../../../src/feeds/exchange/units/unit-table.js';
import { verifyUnits } from '../../../src/feeds/exchange/units/verify-units.js';
import { bookFacts } from '../../../src/market/order-book.js';
import { timeframeFromText } from '../../../src/market/timeframe.js';
import { ccxtMarket, exchangeWith, recorded } from '../../support/wire.js';

/** The exchange's own name of each market that was recorded. */
const IDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  binance: { 'BTC/USDT': 'BTCUSDT', 'NKN/USDT': 'NKNUSDT', 'ETH/BTC': 'ETHBTC' },
  binanceusdm: {
    'BTC/USDT:USDT': 'BTCUSDT',
    'LTC/USDT:USDT': 'LTCUSDT',
    'SUSHI/USDT:USDT': 'SUSHIUSDT',
  },
  kraken: { 'BTC/USDT': 'XBTUSDT' },
  okx: { 'BTC/USDT': 'BTC-USDT' },
  bybit: { 'BTC/USDT:USDT': 'BTCUSDT' },
};

function marketOf(exchange: string, symbol: string): CcxtMarket {
  return ccxtMarket(IDS[exchange][symbol], symbol);
}

/** A recording, and an exchange that answers as recorded; null if there are no recordings. */
async function replayed(name: string) {
  const recording = recorded(name);
  if (recording === null) return null;
  const [symbol] = recording.ccxt_args as [string];
  const known = marketOf(recording.exchange, symbol);
  const { exchange, market } = await exchangeWith(recording.exchange, known, recording.response);
  return { recording, symbol, exchange, market, units: unitsOf(recording.exchange, market) };
}

/** Rows as ccxt gives them. */
function rowsOf({ candles }: AdaptedCandles): number[][] {
  const { openTimeMs, open, high, low, close, volume } = candles;
  return [...openTimeMs].map((timeMs, row) => [
    timeMs,
    open[row],
    high[row],
    low[row],
    close[row],
    volume[row],
  ]);
}

describe('recorded candles come through ccxt and the adapter as the recording states', () => {
  test.each([
    'binance.fetchOHLCV',
    'binance.fetchOHLCV.2',
    'binance.fetchOHLCV.3',
    'binance.fetchOHLCV.4',
    'binanceusdm.fetchOHLCV',
    'binanceusdm.fetchOHLCV.2',
    'kraken.fetchOHLCV',
    'okx.fetchOHLCV',
    'bybit.fetchOHLCV',
  ])('%s', async (name) => {
    const replay = await replayed(name);
    if (replay === null) return;
    const { recording, symbol, exchange, market } = replay;
    const timeframe = recording.ccxt_args[1] as string;
    const timeframeMs = timeframeFromText(timeframe)!;
    const adapter = candleAdapterOf(recording.exchange);
    const adapted = await adapter.fetch(exchange, market, timeframeMs, { limit: 1000 });
    // Some recordings hold more rows than ccxt gives on: it cuts to the limit.
    const rows = rowsOf(adapted).slice(-recording.ccxt.rows!);
    expect(rows).toEqual(recording.ccxt.parsed);
    expect(adapted.volumeUnit).toBe('base');
    const unified = await exchange.fetchOHLCV(symbol, timeframe, undefined, recording.ccxt.rows);
    expect(rows).toEqual(unified);
    if (recording.exchange === 'okx') return; // a sample with turnovers of 0
    const { candles, quoteVolume } = adapted;
    const verdict = verifyUnits({
      market,
      candles,
      timeframeMs,
      declared: 'base',
      quoteVolume,
      ticker: null,
    });
    expect(verdict).toMatchObject({ kind: 'verified', unit: 'base' });
  });
});

test('recorded klines contain the trades per minute', async () => {
  const replay = await replayed('binance.fetchOHLCV');
  if (replay === null) return;
  const { recording, exchange, market } = replay;
  const { candles, tradeCounts } = await candleAdapterOf('binance').fetch(exchange, market, 300_000, {
    limit: 24,
  });
  const rows = recording.response as unknown[][];
  const counts = rows.slice(-3).map((row) => row[8] as number);
  const asOfMs = candles.openTimeMs[23] + 300_000;
  expect(tradesPerMinute(candles.openTimeMs, tradeCounts!, 300_000, asOfMs)).toBe(
    (counts[0] + counts[1] + counts[2]) / 15,
  );
});

describe('recorded order books', () => {
  test.each([
    'binance.fetchOrderBook',
    'binance.fetchOrderBook.2',
    'binanceusdm.fetchOrderBook',
    'kraken.fetchOrderBook',
    'okx.fetchOrderBook',
    'bybit.fetchOrderBook',
  ])('%s', async (name) => {
    const replay = await replayed(name);
    if (replay === null) return;
    const { recording, symbol, exchange, market, units } = replay;
    const book = readOrderBook(await exchange.fetchOrderBook(symbol), market, units.book).book!;
    const parsed = recording.ccxt.parsed as {
      bids: number[][];
      asks: number[][];
      n_bids: number;
      n_asks: number;
    };
    expect([book.bids.length, book.asks.length]).toEqual([parsed.n_bids, parsed.n_asks]);
    for (const side of ['bids', 'asks'] as const) {
      expect(book[side].slice(0, parsed[side].length)).toEqual(
        parsed[side].map(([price, size]) => [price, size]),
      );
    }
    const { spreadBps } = bookFacts(book, 1);
    expect(spreadBps).toBe(((parsed.asks[0][0] - parsed.bids[0][0]) / parsed.bids[0][0]) * 10_000);
  });
});

describe('recorded tickers', () => {
  test.each([
    ['binance.fetchTicker', 16980.13811233, 'measured'],
    ['kraken.fetchTicker', 17293030.96830595, 'measured'],
  ])('%s', async (name, turnover24h, provenance) => {
    const replay = await replayed(name);
    if (replay === null) return;
    const { recording, symbol, exchange, market, units } = replay;
    const ticker = readTicker(await exchange.fetchTicker(symbol));
    const parsed = recording.ccxt.parsed as Record<string, number>;
    expect(ticker).toMatchObject({
      last: parsed.last,
      bid: parsed.bid,
      ask: parsed.ask,
      high: parsed.high,
      low: parsed.low,
      change24hPct: parsed.percentage,
    });
    expect(tickerTurnover(ticker, market, units)).toEqual({
      turnover24h,
      provenance,
    });
  });
});

test('recorded open interest is reported in USD at the given price', async () => {
  const replay = await replayed('binanceusdm.fetchOpenInterest');
  if (replay === null) return;
  const { symbol, exchange, market, units } = replay;
  const interest = await exchange.fetchOpenInterest(symbol);
  expect(readOpenInterestUsd(interest, market, units, 43_000, 0.5)).toBe(83782.317 * 43_000 * 0.5);
  expect(readOpenInterestUsd(interest, market, units, null, 1)).toBeNull();
});

test('recorded history of open interest gives its daily change', async () => {
  const replay = await replayed('binanceusdm.fetchOpenInterestHistory');
  if (replay === null) return;
  const { recording, symbol, exchange, market } = replay;
  const history = await exchange.fetchOpenInterestHistory(symbol, '1d');
  const rows = recording.response as { sumOpenInterest: string; timestamp: number }[];
  const amounts = rows.map((row) => Number(row.sumOpenInterest));
  const last = rows.length - 1;
  const asOfMs = rows[last].timestamp + 60_000;
  expect(openInterestChange24hPct(history, market, asOfMs)).toBe(
    (amounts[last] / amounts[last - 1] - 1) * 100,
  );
});
