import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { DialectId } from '../../src/emulator/dialects/index.js';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { sharedJson } from '../support/shared-data.js';
import { get } from './client.js';

interface Case {
  readonly capture: string;
  readonly dialect: DialectId;
  readonly path: string;
  /** What today's exchange sends besides: the capture is older, or a sample of the documentation. */
  readonly extra?: readonly string[];
  /** Where the capture has null or something else by chance. */
  readonly differs?: readonly string[];
}

const CASES: readonly Case[] = [
  { capture: 'binance.fetchMarkets', dialect: 'binance', path: '/api/v3/exchangeInfo' },
  { capture: 'binance.fetchOHLCV', dialect: 'binance', path: '/api/v3/klines?symbol=BTCUSDT&interval=5m' },
  { capture: 'binance.fetchOrderBook', dialect: 'binance', path: '/api/v3/depth?symbol=BTCUSDT' },
  { capture: 'binance.fetchTicker', dialect: 'binance', path: '/api/v3/ticker/24hr?symbol=BTCUSDT' },
  { capture: 'binance.fetchTickers', dialect: 'binance', path: '/api/v3/ticker/24hr' },
  { capture: 'binanceusdm.fetchMarkets', dialect: 'binanceusdm', path: '/fapi/v1/exchangeInfo' },
  {
    capture: 'binanceusdm.fetchOHLCV',
    dialect: 'binanceusdm',
    path: '/fapi/v1/klines?symbol=BTCUSDT&interval=5m',
  },
  { capture: 'binanceusdm.fetchOrderBook', dialect: 'binanceusdm', path: '/fapi/v1/depth?symbol=BTCUSDT' },
  {
    capture: 'binanceusdm.fetchOpenInterest',
    dialect: 'binanceusdm',
    path: '/fapi/v1/openInterest?symbol=BTCUSDT',
  },
  {
    capture: 'binanceusdm.fetchOpenInterestHistory',
    dialect: 'binanceusdm',
    path: '/futures/data/openInterestHist?symbol=BTCUSDT&period=1d',
  },
  {
    capture: 'bybit.fetchMarkets',
    dialect: 'bybit',
    path: '/v5/market/instruments-info?category=spot',
    extra: ['.result.category'],
  },
  {
    capture: 'bybit.fetchMarkets.2',
    dialect: 'bybit',
    path: '/v5/market/instruments-info?category=linear',
    extra: ['.result.category'],
    // Null and a rate in the documentation's sample; empty for perpetual contracts.
    differs: ['.result.nextPageCursor', '.result.list[].deliveryFeeRate'],
  },
  {
    capture: 'bybit.fetchOHLCV',
    dialect: 'bybit',
    path: '/v5/market/kline?category=linear&symbol=BTCUSDT&interval=5',
  },
  {
    capture: 'bybit.fetchOrderBook',
    dialect: 'bybit',
    path: '/v5/market/orderbook?category=linear&symbol=BTCUSDT',
    extra: ['.retExtInfo'],
  },
  {
    capture: 'kraken.fetchMarkets',
    dialect: 'kraken',
    path: '/0/public/AssetPairs',
    extra: ['.result.*.status'],
  },
  { capture: 'kraken.fetchOHLCV', dialect: 'kraken', path: '/0/public/OHLC?pair=XBTUSDT&interval=5' },
  { capture: 'kraken.fetchTicker', dialect: 'kraken', path: '/0/public/Ticker?pair=XBTUSDT' },
  { capture: 'kraken.fetchOrderBook', dialect: 'kraken', path: '/0/public/Depth?pair=XBTUSDT' },
];

/** Positions in an answer and the types there; rows by index, objects of one kind by their first. */
function shapeOf(value: unknown, place = ''): Record<string, string> {
  if (value === null || typeof value !== 'object') return { [place]: typeOf(value) };
  const entries = Object.entries(value);
  const isRow = Array.isArray(value) && entries.some(([, member]) => typeof member !== 'object');
  // Pairs by name, all alike.
  const isMap =
    !Array.isArray(value) && entries.length > 0 && entries.every(([key]) => /^[A-Z0-9]{2}/.test(key));
  const alike = (Array.isArray(value) && !isRow) || isMap;
  const members = alike
    ? entries.slice(0, 1).map(([, member]) => [isMap ? '.*' : '[]', member] as const)
    : entries.map(([key, member]) => [`.${key}`, member] as const);
  return Object.assign(
    { [place]: Array.isArray(value) ? 'array' : 'object' },
    ...members.map(([key, member]) => shapeOf(member, place + key)),
  ) as Record<string, string>;
}

function typeOf(value: unknown): string {
  if (typeof value === 'string') return /^-?\d+(\.\d+)?$/.test(value) ? 'decimal' : 'text';
  return value === null ? 'null' : typeof value;
}

describe('answers look like those of the exchange', () => {
  const emulators = new Map<DialectId, Emulator>();
  beforeAll(async () => {
    for (const dialect of ['binance', 'binanceusdm', 'bybit', 'kraken'] as const) {
      emulators.set(dialect, await startEmulator({ dialect, markets: 40, referee: 'off' }));
    }
  });
  afterAll(async () => {
    for (const emulator of emulators.values()) await emulator.close();
  });

  test.each(CASES)('$capture: $path', async ({ capture, dialect, path, extra = [], differs = [] }) => {
    const recorded = sharedJson<{ response: unknown }>(`wire/${capture}.json`);
    if (recorded === null) return;
    const { body } = await get(emulators.get(dialect)?.baseUrl ?? '', path);
    const ours = shapeOf(body);
    const theirs = shapeOf(recorded.response);
    for (const place of extra) {
      expect(ours).toHaveProperty([place]);
      for (const key of Object.keys(ours)) if (key.startsWith(place)) delete ours[key];
    }
    for (const place of differs) {
      expect([place in ours, place in theirs]).toEqual([true, true]);
      delete ours[place];
      delete theirs[place];
    }
    expect(ours).toEqual(theirs);
  });
});
