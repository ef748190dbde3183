import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '../support/jest.js';
import { exportStore } from '../../src/library/node/export/export-store.js';
import { importCandles } from '../../src/library/node/import-candles.js';
import { openStore } from '../../src/library/node/sources.js';
import { readHistory } from '../../src/library/read-history.js';
import type { MarketInfo } from '../../src/market/market.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import { openCandleStore } from '../../src/store/candle-store.js';
import { StoreWriter } from '../../src/store/store-writer.js';
import { summarize } from '../../src/store/summary.js';
import { verifyStore } from '../../src/store/verify-store.js';
import { scanFeed } from '../support/scan-fixture.js';
import { BAR_MS, START_MS, bars, span, answer } from './fixture.js';

const DESCRIPTION = { exchange: 'test', type: 'spot', timeframeMs: BAR_MS };
const BARS = 600;
const asOfMs = START_MS + BARS * BAR_MS;

let root: string;
let folder: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'squall-store-'));
  folder = join(root, 'test-spot-5m');
});
afterEach(() => rmSync(root, { recursive: true }));

const market = (symbol: string): MarketInfo => marketFromSymbol(symbol) as MarketInfo;
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

async function storeOf(absent: Readonly<Record<string, readonly number[]>>): Promise<void> {
  const writer = await StoreWriter.open(folder, DESCRIPTION);
  for (const [symbol, holes] of Object.entries(absent)) answer(writer.market(market(symbol)), 0, BARS, holes);
  await writer.close();
}

describe('bars that BTC and half of a store lack', () => {
  const away = range(300, 320);
  const timesOf = (all: readonly number[]): number[] => all.map((bar) => START_MS + bar * BAR_MS);

  beforeEach(() =>
    storeOf({ 'BTC/USDT': away, 'ETH/USDT': [...away, 500], 'SOL/USDT': away, 'OTHER/USDT': [] }),
  );

  test('are an outage, of longer bars too, in the summary as in the feed', async () => {
    const { feed } = await openStore(folder);
    expect([...feed.outages!(BAR_MS)!]).toEqual(timesOf(away));
    expect([...feed.outages!(2 * BAR_MS)!]).toEqual(timesOf(away).filter((_, at) => at % 2 === 0));
    const { outages, markets } = summarize(openCandleStore(folder));
    expect(outages).toEqual([span(300, 320)]);
    expect(markets.map(({ symbol, quietBars }) => [symbol, quietBars])).toEqual([
      ['BTC/USDT', 0],
      ['ETH/USDT', 1],
      ['OTHER/USDT', 0],
      ['SOL/USDT', 0],
    ]);
  });

  test('are filled in a scan, counted, reported, and not held against a market', async () => {
    const { feed } = await openStore(folder);
    const result = await scanFeed(feed, { asOfMs });
    expect(result.markets.flatMap(({ errors }) => errors)).toEqual([]);
    const health = new Map(result.markets.map(({ symbol, metrics }) => [symbol, metrics.health]));
    expect([health.get('BTC/USDT'), health.get('ETH/USDT')]).toEqual([1, expect.closeTo(1 - 1 / 479, 12)]);
    expect(result.warnings.join()).toMatch(/^20 bars are absent of all markets alike \(2025-01-31T01:00:00Z/);
  });

  test('are reported only for the requested bars', async () => {
    const { feed } = await openStore(folder, { asOfMs: START_MS + 250 * BAR_MS });
    const { warnings } = await scanFeed(feed, { asOfMs: START_MS + 250 * BAR_MS, bars: 100 });
    expect(warnings.join()).not.toContain('absent of all markets');
  });

  test('are those of its history', async () => {
    const { feed } = await openStore(folder, { isWholeHistory: true });
    const { source } = await readHistory(feed, { timeframeMs: BAR_MS, asOfMs });
    expect([...source.outages!]).toEqual(timesOf(away));
  });
});

test.each([
  ['BTC has them', { 'BTC/USDT': [], 'ETH/USDT': [300], 'SOL/USDT': [300] }],
  ['fewer than half lack them', { 'BTC/USDT': [300], 'ETH/USDT': [], 'SOL/USDT': [] }],
  ['the store has but one market', { 'BTC/USDT': [300] }],
])('no bar is an outage where %s', async (_, absent) => {
  await storeOf(absent);
  expect((await openStore(folder)).feed.outages!(BAR_MS)!.size).toBe(0);
});

test('a market that was not requested for a time says nothing about it', async () => {
  const writer = await StoreWriter.open(folder, DESCRIPTION);
  answer(writer.market(market('BTC/USDT')), 400, BARS);
  answer(writer.market(market('THIN/USDT')), 0, BARS, [100, 101, 200]);
  await writer.close();
  expect((await openStore(folder)).feed.outages!(BAR_MS)!.size).toBe(0);
});

describe('candles that were imported without volumes', () => {
  const csv = (cells: (bar: number) => string): string =>
    range(0, BARS)
      .map((bar) => `${START_MS + bar * BAR_MS},100,101,99,${100 + (bar % 3) / 10}${cells(bar)}`)
      .join('\n');
  const write = (name: string, header: string, cells: (bar: number) => string): string => {
    const path = join(root, name);
    writeFileSync(path, `time,open,high,low,close${header}\n${csv(cells)}\n`);
    return path;
  };
  const importFile = (path: string) =>
    importCandles([path], { root, exchange: 'test', type: 'spot', timeframeMs: BAR_MS, nowMs: asOfMs });

  beforeEach(async () => {
    await importFile(write('BTCUSDT-5m.csv', '', () => ''));
  });

  test('have none in scans and histories', async () => {
    const { feed } = await openStore(folder, { isWholeHistory: true });
    const [{ metrics, missingReasons }] = (await scanFeed(feed, { asOfMs })).markets;
    expect([metrics.bars, metrics.surgeLong, metrics.turnover24h]).toEqual([500, null, null]);
    expect(missingReasons.surgeLong).toMatch(/no volume/);
    const { source } = await readHistory(feed, { timeframeMs: BAR_MS, asOfMs });
    expect(source.markets).toMatchObject([{ hasVolume: false }]);
    expect(verifyStore(folder)).toMatchObject({ bars: BARS, damage: [] });
  });

  test('have none where they are exported', async () => {
    let text = '';
    const sink = (bytes: Uint8Array): void => void (text += Buffer.from(bytes).toString());
    const whole = { fromMs: -Infinity, toMs: Infinity };
    await exportStore(openCandleStore(folder), { format: 'csv', span: whole, write: sink });
    expect(text.split('\n')[1]).toBe(`BTC/USDT,${START_MS},100,101,99,100,`);
  });

  test('are not mixed with candles that have some', async () => {
    const { leftOut, bars: count } = await importFile(
      write('BTCUSDT-5m.v.csv', ',volume', (bar) => `,${bar + 1}`),
    );
    expect([count, leftOut]).toEqual([
      0,
      [
        {
          symbol: 'BTC/USDT',
          reason:
            'The store has its candles without volumes, and these came with: keep them in a separate store.',
        },
      ],
    ]);
    const writer = await StoreWriter.open(folder, DESCRIPTION);
    const answer = { window: span(0, 3), rows: bars(0, 3), detail: 'test', atMs: START_MS };
    expect(() => writer.market(market('BTC/USDT')).append(answer)).toThrow(/without volumes/);
    await writer.close();
  });
});
