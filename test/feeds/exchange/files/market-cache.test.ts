import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '../../../support/jest.js';
import { MarketCache, type MarketListKey } from '../../../../src/feeds/exchange/files/market-cache.js';
import type { StateFs } from '../../../../src/feeds/exchange/files/state-fs.js';
import { DAY_MS } from '../../../../src/market/timeframe.js';
import type { Clock } from '../../../../src/util/clock.js';
import { START_MS } from '../../../market/candles.js';
import { ccxtMarket } from '../../../support/wire.js';

const KEY: MarketListKey = { exchange: 'binance', type: 'spot', ccxtVersion: '4.5.84' };
const MARKETS = JSON.parse(JSON.stringify({ 'SOL/USDT': ccxtMarket('SOLUSDT', 'SOL/USDT') })) as Record<
  string,
  object
>;

let folder: string;
let wallMs: number;
const clock: Clock = {
  nowMs: () => 0,
  wallMs: () => wallMs,
  sleep: () => Promise.reject(new Error('nothing here sleeps')),
};
const cacheWith = (faulty: Partial<StateFs> = {}): MarketCache =>
  new MarketCache({ fs: { ...fs, ...faulty }, clock, folder });
const files = async (): Promise<string[]> => (await fs.readdir(folder)).sort();
const FILE = 'markets-binance-spot-4.5.84.json';

beforeEach(async () => {
  folder = join(await fs.mkdtemp(join(tmpdir(), 'squall-markets-')), 'state');
  wallMs = START_MS;
});

afterEach(() => fs.rm(join(folder, '..'), { recursive: true }));

describe('a list of markets', () => {
  test('is restored unchanged, from a file that only its owner can read', async () => {
    await cacheWith().write(KEY, MARKETS);
    expect(await cacheWith().read(KEY)).toEqual({ markets: MARKETS, savedAtMs: START_MS });
    expect(await files()).toEqual([FILE]);
    expect((await fs.stat(join(folder, FILE))).mode & 0o777).toBe(0o600);
  });

  test('is good for a week, to the millisecond, and never from the future', async () => {
    const cache = cacheWith();
    await cache.write(KEY, MARKETS);
    wallMs = START_MS + 7 * DAY_MS;
    expect(await cache.read(KEY)).not.toBeNull();
    wallMs = START_MS + 7 * DAY_MS + 1;
    expect(await cache.read(KEY)).toBeNull();
    wallMs = START_MS - 1;
    expect(await cache.read(KEY)).toBeNull();
    expect(await files()).toEqual([FILE]);
  });

  test.each([
    ['exchange', { exchange: 'okx' }],
    ['type', { type: 'swap' }],
    ['version of ccxt', { ccxtVersion: '4.5.85' }],
  ])('is not that of another %s', async (_, other) => {
    await cacheWith().write(KEY, MARKETS);
    expect(await cacheWith().read({ ...KEY, ...other })).toBeNull();
  });

  test('stays inside its folder whatever the exchange is called', async () => {
    await cacheWith().write({ ...KEY, exchange: '../../etc/x' }, MARKETS);
    expect(await files()).toEqual(['markets-.._.._etc_x-spot-4.5.84.json']);
  });

  test('without markets is not kept', async () => {
    await expect(cacheWith().write(KEY, {})).rejects.toThrow('at least one market');
  });
});

describe('a file that cannot be understood', () => {
  const content = (more: object) =>
    JSON.stringify({ schemaVersion: 1, ...KEY, savedAtMs: START_MS, markets: MARKETS, ...more });

  test.each([
    ['is cut', content({}).slice(0, -9)],
    ['is empty', ''],
    ['is no object', 'null'],
    ['is of another schema', content({ schemaVersion: 2 })],
    ['is of another exchange', content({ exchange: 'okx' })],
    ['has no time', content({ savedAtMs: '1' })],
    ['has a list for markets', content({ markets: [MARKETS] })],
    ['has no markets', content({ markets: {} })],
  ])('because it %s is set aside, not deleted', async (_, text) => {
    await fs.mkdir(folder);
    await fs.writeFile(join(folder, FILE), text);
    expect(await cacheWith().read(KEY)).toBeNull();
    expect(await files()).toEqual([`${FILE}.corrupt-1`]);
    await fs.writeFile(join(folder, FILE), text);
    expect(await cacheWith().read(KEY)).toBeNull();
    expect(await files()).toEqual([`${FILE}.corrupt-1`, `${FILE}.corrupt-2`]);
    expect(await fs.readFile(join(folder, `${FILE}.corrupt-2`), 'utf8')).toBe(text);
  });

  test.each(['null', '7', '[]', '{}', '{"id":1,"symbol":"A/B"}', '{"id":"a","symbol":"A/B","base":{}}'])(
    'with a market of %s is set aside',
    async (market) => {
      await cacheWith().write(KEY, MARKETS);
      const path = join(folder, FILE);
      const document = JSON.parse(await fs.readFile(path, 'utf8')) as object;
      await fs.writeFile(
        path,
        JSON.stringify({ ...document, markets: { 'A/B': JSON.parse(market) as unknown } }),
      );
      expect(await cacheWith().read(KEY)).toBeNull();
      expect(await files()).toEqual([`${FILE}.corrupt-1`]);
    },
  );

  test('that is a FIFO counts as not there, at once', async () => {
    await fs.mkdir(folder);
    execFileSync('mkfifo', [join(folder, FILE)]);
    expect(await cacheWith().read(KEY)).toBeNull();
  });

  test('and cannot be set aside either counts as not there', async () => {
    await fs.mkdir(folder);
    await fs.writeFile(join(folder, FILE), '{');
    const rename = () => Promise.reject(new Error('EACCES'));
    expect(await cacheWith({ rename }).read(KEY)).toBeNull();
    const readdir = (() => Promise.reject(new Error('EACCES'))) as unknown as StateFs['readdir'];
    expect(await cacheWith({ readdir }).read(KEY)).toBeNull();
  });
});

describe('a disk that fails', () => {
  test.each(['open', 'rename'] as const)(
    'at %s leaves the old list whole and no part of the new',
    async (call) => {
      await cacheWith().write(KEY, MARKETS);
      const failing = () => Promise.reject(new Error('ENOSPC'));
      const cache = cacheWith({ [call]: failing });
      await expect(cache.write(KEY, { 'A/B': {} })).rejects.toThrow('ENOSPC');
      expect(await files()).toEqual([FILE]);
      expect(await cacheWith().read(KEY)).toEqual({ markets: MARKETS, savedAtMs: START_MS });
    },
  );

  test('at the writing does too', async () => {
    await cacheWith().write(KEY, MARKETS);
    const open: StateFs['open'] = async (...of) => {
      const file = await fs.open(...of);
      file.sync = () => Promise.reject(new Error('EIO'));
      return file;
    };
    await expect(cacheWith({ open }).write(KEY, { 'A/B': {} })).rejects.toThrow('EIO');
    expect(await files()).toEqual([FILE]);
    expect(await cacheWith().read(KEY)).toEqual({ markets: MARKETS, savedAtMs: START_MS });
  });

  test('at the reading counts as not there', async () => {
    await cacheWith().write(KEY, MARKETS);
    const open = (() => Promise.reject(new Error('EIO'))) as unknown as StateFs['open'];
    expect(await cacheWith({ open }).read(KEY)).toBeNull();
    expect(await files()).toEqual([FILE]);
  });
});
