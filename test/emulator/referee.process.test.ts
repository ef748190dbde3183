import { afterEach, describe, expect, test } from '../support/jest.js';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.js';
import { createReferee, type LimitRule } from '../../src/emulator/referee.js';
import { get } from './client.js';

const MINUTE = 60_000;
const WINDOW: LimitRule = { name: 'weight', kind: 'window', limit: 10, windowMs: MINUTE };
const COUNTER: LimitRule = { name: 'counter', kind: 'counter', limit: 3, perSecond: 1 };
const cost = (rule: string, weight: number) => [{ rule, weight }];

/** Asks until the answer is something else. */
function judgeTimes(count: number, judge: () => { kind: string }): string[] {
  return Array.from({ length: count }, () => judge().kind);
}

describe('the referee', () => {
  test('counts weight in windows of the exchange’s clock', () => {
    const referee = createReferee([WINDOW], 'on');
    const startMs = 5 * MINUTE;
    expect(referee.judge(cost('weight', 10), startMs + 59_000).kind).toBe('pass');
    expect(referee.judge(cost('weight', 1), startMs + 59_500)).toMatchObject({
      kind: 'limited',
      untilMs: startMs + MINUTE,
    });
    expect(referee.usage(startMs + 59_600).get('weight')).toBe(11);
    expect(referee.judge(cost('weight', 1), startMs + MINUTE).kind).toBe('pass');
    expect(referee.usage(startMs + MINUTE).get('weight')).toBe(1);
  });

  test('a client that ignores a rejection is banned, for 2, 4 and 8 minutes', () => {
    const referee = createReferee([WINDOW], 'on');
    let nowMs = 0;
    for (const minutes of [2, 4, 8]) {
      expect(referee.judge(cost('weight', 10), nowMs).kind).toBe('pass');
      expect(judgeTimes(11, () => referee.judge(cost('weight', 1), nowMs))).toEqual(
        new Array<string>(11).fill('limited'),
      );
      const untilMs = nowMs + minutes * MINUTE;
      expect(referee.judge(cost('weight', 1), nowMs)).toEqual({ kind: 'banned', untilMs });
      expect(referee.judge(cost('weight', 1), untilMs - 1)).toEqual({ kind: 'banned', untilMs });
      nowMs = untilMs;
    }
  });

  test('a client that waits as instructed is served again', () => {
    const referee = createReferee([WINDOW], 'on');
    for (let minute = 0; minute < 30; minute++) {
      expect(referee.judge(cost('weight', 10), minute * MINUTE).kind).toBe('pass');
      expect(referee.judge(cost('weight', 1), minute * MINUTE).kind).toBe('limited');
    }
  });

  test('a counter runs down', () => {
    const referee = createReferee([COUNTER], 'on');
    expect(judgeTimes(4, () => referee.judge(cost('counter', 1), 1000))).toEqual([
      'pass',
      'pass',
      'pass',
      'limited',
    ]);
    expect(referee.judge(cost('counter', 1), 1000)).toMatchObject({ untilMs: 4000 });
    expect(referee.judge(cost('counter', 1), 4000).kind).toBe('pass');
  });

  test('relaxed counts and rejects nothing, off does not count', () => {
    const relaxed = createReferee([WINDOW], 'relaxed');
    expect(new Set(judgeTimes(50, () => relaxed.judge(cost('weight', 1), 0)))).toEqual(new Set(['pass']));
    expect(relaxed.usage(0).get('weight')).toBe(50);
    const off = createReferee([WINDOW], 'off');
    expect(new Set(judgeTimes(50, () => off.judge(cost('weight', 1), 0)))).toEqual(new Set(['pass']));
    expect(off.usage(0).get('weight')).toBe(0);
  });
});

describe('limits over the wire', () => {
  let emulator: Emulator;
  const start = async (options: Partial<EmulatorOptions>) => {
    emulator = await startEmulator({ dialect: 'binance', markets: 3, speed: 0, ...options });
    return emulator.baseUrl;
  };
  afterEach(() => emulator.close());

  test.each([
    ['binance', '/api/v3/exchangeInfo', 20],
    ['binance', '/api/v3/ticker/24hr', 80],
    ['binance', '/api/v3/ticker/24hr?symbol=BTCUSDT', 2],
    ['binance', '/api/v3/ticker/bookTicker', 4],
    ['binance', '/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=1000', 2],
    ['binance', '/api/v3/depth?symbol=BTCUSDT&limit=100', 5],
    ['binance', '/api/v3/depth?symbol=BTCUSDT&limit=5000', 250],
    ['binanceusdm', '/fapi/v1/exchangeInfo', 1],
    ['binanceusdm', '/fapi/v1/ticker/24hr', 40],
    ['binanceusdm', '/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=99', 1],
    ['binanceusdm', '/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=100', 2],
    ['binanceusdm', '/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=499', 2],
    ['binanceusdm', '/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=500', 5],
    ['binanceusdm', '/fapi/v1/klines?symbol=BTCUSDT&interval=5m&limit=1500', 10],
    ['binanceusdm', '/fapi/v1/depth?symbol=BTCUSDT&limit=100', 5],
    ['binanceusdm', '/fapi/v1/openInterest?symbol=BTCUSDT', 1],
    ['binanceusdm', '/futures/data/openInterestHist?symbol=BTCUSDT&period=1h', 0],
  ] as const)('%s %s weighs %d, as its header reports', async (dialect, path, weight) => {
    const { status, headers } = await get(await start({ dialect }), path);
    expect(status).toBe(200);
    expect(headers.get('x-mbx-used-weight-1m')).toBe(String(weight));
  });

  test('binance rejects with 429 and Retry-After, then bans with 418 and its end', async () => {
    const baseUrl = await start({});
    const all = '/api/v3/ticker/24hr';
    for (let i = 0; i < 75; i++) expect((await get(baseUrl, all)).status).toBe(200);
    const refused = await get(baseUrl, all);
    expect(refused.status).toBe(429);
    // One second past a full minute.
    expect(refused.headers.get('retry-after')).toBe('59');
    expect(refused.headers.get('x-mbx-used-weight-1m')).toBe('6080');
    expect(refused.body).toMatchObject({ code: -1003 });
    let last = refused;
    for (let i = 0; i < 11; i++) last = await get(baseUrl, '/api/v3/time');
    const untilMs = emulator.control.nowMs() + 2 * MINUTE;
    expect(last.status).toBe(418);
    expect(last.headers.get('retry-after')).toBe('120');
    expect((last.body as { msg: string }).msg).toContain(`IP banned until ${untilMs}.`);
    expect(emulator.ledger.requests().map(({ verdict }) => verdict)).toEqual([
      ...new Array<string>(75).fill('pass'),
      ...new Array<string>(11).fill('limited'),
      'banned',
    ]);
    emulator.control.advance(2 * MINUTE);
    expect((await get(baseUrl, '/api/v3/time')).status).toBe(200);
  });

  test('the open interest history has its own budget', async () => {
    const baseUrl = await start({ dialect: 'binanceusdm' });
    const path = '/futures/data/openInterestHist?symbol=BTCUSDT&period=1d&limit=1';
    for (let i = 0; i < 1000; i++) await get(baseUrl, path);
    expect((await get(baseUrl, path)).status).toBe(429);
    expect((await get(baseUrl, '/fapi/v1/time')).status).toBe(200);
  });

  test('bybit reports what is left, and takes 600 requests in 5 seconds', async () => {
    const baseUrl = await start({ dialect: 'bybit' });
    const first = await get(baseUrl, '/v5/market/time');
    expect(first.headers.get('x-bapi-limit')).toBe('600');
    expect(first.headers.get('x-bapi-limit-status')).toBe('599');
    expect(Number(first.headers.get('x-bapi-limit-reset-timestamp')) - emulator.control.nowMs()).toBe(4000);
    for (let i = 0; i < 599; i++) await get(baseUrl, '/v5/market/time');
    const refused = await get(baseUrl, '/v5/market/time');
    expect(refused).toMatchObject({ status: 429, body: { retCode: 10_006 } });
    expect(refused.headers.get('retry-after')).toBe('4');
  });

  test('kraken counts to 15 and says so in its envelope', async () => {
    const baseUrl = await start({ dialect: 'kraken' });
    for (let i = 0; i < 15; i++) expect((await get(baseUrl, '/0/public/Time')).status).toBe(200);
    expect(await get(baseUrl, '/0/public/Time')).toMatchObject({
      status: 429,
      body: { error: ['EAPI:Rate limit exceeded'] },
    });
    emulator.control.advance(2000);
    expect((await get(baseUrl, '/0/public/Time')).status).toBe(200);
  });

  test('can be switched off', async () => {
    const baseUrl = await start({ dialect: 'kraken', referee: 'off' });
    for (let i = 0; i < 30; i++) expect((await get(baseUrl, '/0/public/Time')).status).toBe(200);
  });
});
