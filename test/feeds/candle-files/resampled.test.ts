import { afterAll, expect, test } from '../../support/jest.js';
import { cleanCandles } from '../../../src/market/clean.js';
import { resample } from '../../../src/market/resample.js';
import { START_MS, rawCandles, soundRows } from '../../market/candles.js';
import { TestFolder, candlesOf, csv, open } from './files.js';

const MINUTE = 60_000;
const FIVE = 5 * MINUTE;
const folder = new TestFolder();
afterAll(() => folder.remove());

const MINUTES = soundRows(1000, MINUTE);

test('minutes are aggregated into five, the newest in bounded memory', async () => {
  const path = folder.write('minutes.csv', csv(soundRows(20_000, MINUTE)));
  const feed = await open(path, { timeframeMs: FIVE, barCount: () => 100 });
  expect(feed.timeframeMs).toBe(FIVE);
  expect(feed.rowsHeld).toBeLessThanOrEqual(2 * 118 * 5);
  const asOfMs = (await feed.lastCloseTimeMs(FIVE))!;
  expect(asOfMs).toBe(START_MS + 20_000 * MINUTE);
  const whole = cleanCandles(rawCandles(soundRows(20_000, MINUTE)), {
    timeframeMs: MINUTE,
    asOfMs,
    count: 20_000,
  });
  const expected = resample(whole.series!, FIVE);
  const { series, issues } = cleanCandles(await candlesOf(feed, 'TEST/USDT', 100), {
    timeframeMs: FIVE,
    asOfMs,
    count: 100,
  });
  expect(issues).toEqual([]);
  for (const name of ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const) {
    expect(series![name]).toEqual(expected[name].slice(-100));
  }
});

test('a bar that is not over is not returned', async () => {
  const path = folder.write('partial.csv', csv(MINUTES.slice(0, 998)));
  const feed = await open(path, { timeframeMs: FIVE });
  expect(await feed.lastCloseTimeMs(FIVE)).toBe(START_MS + 995 * MINUTE);
  expect((await candlesOf(feed, 'TEST/USDT')).openTimeMs.at(-1)).toBe(START_MS + 990 * MINUTE);
});

test('minutes without a trade are not a gap, also at the end', async () => {
  const other = csv(MINUTES, 'OTHER/USDT');
  const quiet = MINUTES.filter((_, minute) => minute % 5 === 1);
  const feed = await open([folder.write('other.csv', other), folder.write('quiet.csv', csv(quiet))], {
    timeframeMs: FIVE,
  });
  const asOfMs = (await feed.lastCloseTimeMs(FIVE))!;
  const { series, issues } = cleanCandles(await candlesOf(feed, 'OTHER/USDT'), {
    timeframeMs: FIVE,
    asOfMs,
    count: 100,
  });
  expect(issues).toEqual([]);
  expect(series!.openTimeMs.length).toBe(100);
});

test('a bar without a single minute is absent', async () => {
  const rows = MINUTES.filter((_, minute) => minute < 500 || minute >= 510);
  const feed = await open(folder.write('hole.csv', csv(rows)), { timeframeMs: FIVE });
  expect((await candlesOf(feed, 'TEST/USDT')).openTimeMs.length).toBe(198);
});

test('impossible minutes reject the market before they are hidden in longer bars', async () => {
  const rows = MINUTES.map((row, minute) => (minute === 998 ? { ...row, low: 0 } : row));
  const feed = await open(folder.write('impossible.csv', csv(rows)), { timeframeMs: FIVE });
  const [answer] = await feed.bars(['TEST/USDT'], FIVE, 100, START_MS + 1000 * MINUTE);
  expect(answer).toMatchObject({ symbol: 'TEST/USDT', error: { code: 'DATA_INVALID' } });
});

test('a later request for a timeframe that cannot be made is rejected by symbol', async () => {
  const feed = await open(folder.write('fives.csv', csv(soundRows(100))));
  const [answer] = await feed.bars(['TEST/USDT'], 7 * MINUTE, 100, START_MS);
  expect(answer).toMatchObject({ error: { code: 'DATA_MISMATCH' } });
});
