import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { afterAll, describe, expect, test } from '../../support/jest.js';
import fc from 'fast-check';
import { SymbolRows } from '../../../src/feeds/candle-files/symbol-rows.js';
import { cleanCandles } from '../../../src/market/clean.js';
import type { Row } from '../../market/candles.js';
import { FIVE_MINUTES, closeOf, rawCandles, soundRows } from '../../market/candles.js';
import { HEADER, TestFolder, candlesOf, csv, csvLine, open, symbolsOf } from './files.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

function append(rows: SymbolRows, row: Row): void {
  rows.append(row.openTimeMs, row.open, row.high, row.low, row.close, row.volume);
}

describe('of one symbol', () => {
  test('never more than twice the rows to keep are held, and the newest are among them', () => {
    const rows = new SymbolRows(100);
    const all = soundRows(5000);
    for (const row of all) {
      append(rows, row);
      expect(rows.length).toBeLessThanOrEqual(200);
    }
    const kept = rows.candles('TEST/USDT').openTimeMs;
    expect(kept.slice(-100)).toEqual(rawCandles(all.slice(-100)).openTimeMs);
  });

  test('the newest are kept in any order of arrival, with repetitions and broken times', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.array(fc.nat({ max: 120 }), { maxLength: 400 }),
        fc.array(fc.nat({ max: 400 }), { maxLength: 3 }),
        (keep, order, broken) => {
          const all = soundRows(121);
          const rows = new SymbolRows(keep);
          order.forEach((bar, at) => {
            append(rows, broken.includes(at) ? { ...all[bar], openTimeMs: 1.7e15 } : all[bar]);
          });
          const came = new Set(order.filter((_, at) => !broken.includes(at)));
          const newest = [...came].sort((a, b) => b - a).slice(0, keep);
          const kept = new Set(rows.candles('X').openTimeMs);
          expect(newest.filter((bar) => !kept.has(all[bar].openTimeMs))).toEqual([]);
          expect(rows.length).toBeLessThanOrEqual(Math.max(2 * keep, 1));
        },
      ),
      { numRuns: 500 },
    );
  });

  test('a corrected row stays behind the one it corrects', () => {
    const rows = new SymbolRows(10);
    const all = soundRows(200);
    for (const row of all) append(rows, row);
    append(rows, { ...all[199], volume: 777 });
    for (const row of all.slice(0, 190)) append(rows, row);
    const { series } = cleanCandles(rows.candles('TEST/USDT'), {
      timeframeMs: FIVE_MINUTES,
      asOfMs: closeOf(200),
      count: 5,
    });
    expect(series!.volume.at(-1)).toBe(777);
  });
});

test('a file of 30 MB is read in bounded memory', async () => {
  const path = join(folder.path, 'large.csv');
  const file = createWriteStream(path);
  const symbols = Array.from({ length: 20 }, (_, index) => `COIN${index}/USDT`);
  const bars = 35_000;
  const rows = soundRows(bars);
  file.write(HEADER + '\n');
  // All symbols of a bar, then the next bar: nothing could be dropped by reading one symbol at a time.
  for (const row of rows) {
    const lines = symbols.map((symbol) => csvLine(row, symbol)).join('\n') + '\n';
    if (!file.write(lines)) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
  const before = process.memoryUsage().arrayBuffers;
  const feed = await open(path, { barCount: () => 500 });
  expect(feed.bytesRead).toBeGreaterThan(30e6);
  expect(feed.rowsRead).toBe(bars * symbols.length);
  expect(feed.rowsHeld).toBeLessThanOrEqual(2 * 526 * symbols.length);
  // 20 symbols × 1,052 rows × 48 bytes are 1 MB; the chunks in flight are the rest.
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(40e6);
  const asOfMs = (await feed.lastCloseTimeMs(FIVE_MINUTES))!;
  const candles = await candlesOf(feed, 'COIN19/USDT');
  const { series, issues } = cleanCandles(candles, { timeframeMs: FIVE_MINUTES, asOfMs, count: 500 });
  expect(issues).toEqual([]);
  expect(series!.close).toEqual(rawCandles(rows.slice(-500)).close);
});

test('rows after the as-of time push nothing out', async () => {
  const path = folder.write('history.csv', csv(soundRows(5000)));
  const asOfMs = closeOf(1000);
  const feed = await open(path, { asOfMs, barCount: () => 50 });
  const candles = await candlesOf(feed, 'TEST/USDT');
  expect(candles.openTimeMs.at(-1)).toBe(asOfMs - FIVE_MINUTES);
  expect(candles.openTimeMs.slice(-50)).toEqual(rawCandles(soundRows(1000).slice(-50)).openTimeMs);
});

test('symbols that are not requested are listed, and keep no rows', async () => {
  const rows = soundRows(3000);
  const path = folder.write('two.csv', csv(rows, 'B/USDT') + csv(rows, 'A/USDT').slice(HEADER.length + 1));
  const feed = await open(path, { symbols: ['A/USDT', 'NONE/USDT'] });
  expect(await symbolsOf(feed)).toEqual(['A/USDT', 'B/USDT']);
  expect(feed.rowsHeld).toBe(3000);
  expect(feed.rowsRead).toBe(6000);
  const [answer] = await feed.bars(['NONE/USDT'], FIVE_MINUTES, 10, closeOf(3000));
  expect(answer).toEqual({
    symbol: 'NONE/USDT',
    error: { code: 'DATA_EMPTY', message: 'The files have no candles of this symbol.' },
  });
  expect(await feed.tickers(['A/USDT'], closeOf(3000))).toEqual(new Map());
});

test('the timeframe is found from few rows of many symbols, and from unordered rows', async () => {
  const many = soundRows(2).flatMap((row) =>
    Array.from({ length: 6000 }, (_, index) => csvLine(row, `C${index}/USDT`)),
  );
  const feed = await open(folder.write('many.csv', [HEADER, ...many].join('\n')));
  expect(feed.timeframeMs).toBe(FIVE_MINUTES);
  expect((await feed.markets()).length).toBe(6000);
  const shuffled = soundRows(9000).map((_, at, rows) => rows[(at * 7919) % rows.length]);
  const other = await open(folder.write('shuffled.csv', csv(shuffled)), { barCount: () => 100 });
  expect(other.timeframeMs).toBe(FIVE_MINUTES);
  const { series } = cleanCandles(await candlesOf(other, 'TEST/USDT'), {
    timeframeMs: FIVE_MINUTES,
    asOfMs: closeOf(9000),
    count: 100,
  });
  expect(series!.close).toEqual(rawCandles(soundRows(9000).slice(-100)).close);
});
