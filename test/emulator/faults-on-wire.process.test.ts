import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { DialectId } from '../../src/emulator/dialects/index.js';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { FAULTS } from '../../src/emulator/faults/catalogue.js';
import type { Endpoint } from '../../src/emulator/types.js';

/** So long a client waits for what may never come, and for what will. */
const FAULTY_MS = 150;
const SOUND_MS = 20_000;

const PATHS: Readonly<Record<DialectId, Partial<Record<Endpoint, string>>>> = {
  binance: {
    klines: '/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=50',
    markets: '/api/v3/exchangeInfo',
    tickers: '/api/v3/ticker/24hr',
    bidsAsks: '/api/v3/ticker/bookTicker',
    depth: '/api/v3/depth?symbol=BTCUSDT',
    time: '/api/v3/time',
  },
  binanceusdm: {
    klines: '/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=50',
    markets: '/fapi/v1/exchangeInfo',
    tickers: '/fapi/v1/ticker/24hr',
    bidsAsks: '/fapi/v1/ticker/bookTicker',
    depth: '/fapi/v1/depth?symbol=BTCUSDT',
    openInterest: '/fapi/v1/openInterest?symbol=BTCUSDT',
    openInterestHistory: '/futures/data/openInterestHist?symbol=BTCUSDT&period=1h',
    time: '/fapi/v1/time',
  },
  bybit: {
    klines: '/v5/market/kline?category=linear&symbol=BTCUSDT&interval=5&limit=50',
    markets: '/v5/market/instruments-info?category=linear',
    tickers: '/v5/market/tickers?category=linear',
    depth: '/v5/market/orderbook?category=linear&symbol=BTCUSDT',
    openInterestHistory: '/v5/market/open-interest?category=linear&symbol=BTCUSDT&intervalTime=1h',
    time: '/v5/market/time',
  },
  kraken: {
    klines: '/0/public/OHLC?pair=XBTUSDT&interval=5',
    markets: '/0/public/AssetPairs',
    tickers: '/0/public/Ticker',
    depth: '/0/public/Depth?pair=XBTUSDT',
    time: '/0/public/Time',
  },
};

describe.each(['binance', 'binanceusdm', 'bybit', 'kraken'] as const)('faults through %s', (dialect) => {
  let emulator: Emulator;
  const warnings: string[] = [];
  const onWarning = ({ message }: Error): unknown => warnings.push(message);
  beforeAll(async () => {
    process.on('warning', onWarning);
    emulator = await startEmulator({ dialect, markets: 12, speed: 0, referee: 'off' });
  });
  afterAll(async () => {
    await emulator.close();
    process.off('warning', onWarning);
  });

  /**
   * Raw bytes received over a separate connection, not decompressed; null when it fails or takes too long.
   */
  const ask = async (path: string, patienceMs: number): Promise<string | null> => {
    const before = emulator.ledger.requests().length;
    const text = await new Promise<string | null>((done) => {
      const asked = get(emulator.baseUrl + path, { agent: false }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', () => done(null));
        answer.on('end', () => done(Buffer.concat(chunks).toString('latin1')));
      });
      const timer = setTimeout(() => asked.destroy(new Error('too late')), patienceMs);
      asked.on('error', () => done(null));
      asked.on('close', () => clearTimeout(timer));
    });
    while (emulator.ledger.requests().length === before) await new Promise((done) => setTimeout(done, 5));
    return text;
  };

  test('every fault does its harm, is written down, and leaves the exchange whole', async () => {
    const paths = PATHS[dialect];
    const sound = new Map<string, string | null>();
    emulator.control.setScenario(null);
    for (const path of Object.values(paths)) sound.set(path, await ask(path, SOUND_MS));
    expect([...sound.values()]).not.toContain(null);
    let tried = 0;
    for (const { id, endpoints } of FAULTS) {
      const endpoint = (endpoints ?? (['klines'] as const)).find((name) => paths[name] !== undefined);
      if (endpoint === undefined) continue;
      const path = paths[endpoint] ?? '';
      emulator.control.setScenario([{ fault: id }]);
      await ask(path, FAULTY_MS);
      expect(emulator.ledger.requests().at(-1)).toMatchObject({ fault: id, endpoint });
      tried++;
    }
    expect(tried).toBeGreaterThan(60);
    emulator.control.setScenario(null);
    for (const [path, text] of sound) expect(await ask(path, SOUND_MS)).toBe(text);
    expect(warnings).toEqual([]);
  });
});
