import { afterAll, describe, expect, test } from '../../support/jest.js';
import { fromCandles } from '../../../src/library/from-candles.js';
import { FIVE_MINUTES, closeOf, soundRows } from '../../market/candles.js';
import { TestFolder, candlesOf, csv, csvLine, open } from './files.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

const ROWS = soundRows(50);
const array = (row: (typeof ROWS)[number]) => [
  row.openTimeMs,
  row.open,
  row.high,
  row.low,
  row.close,
  row.volume,
];

describe('a bar that is still forming is left out, and reported', () => {
  test('where it closes after now', async () => {
    const feed = await open(folder.write('a.csv', csv(ROWS)), { nowMs: closeOf(50) - 1 });
    expect(await feed.lastCloseTimeMs(FIVE_MINUTES)).toBe(closeOf(49));
    expect((await candlesOf(feed, 'TEST/USDT')).openTimeMs.length).toBe(49);
    expect(feed.warnings?.()).toEqual([
      'Left out a bar that was still forming, the newest opened at 2024-08-05T04:05:00Z',
    ]);
    const closed = await open(folder.write('a.csv', csv(ROWS)), { nowMs: closeOf(50) });
    expect([await closed.lastCloseTimeMs(FIVE_MINUTES), closed.warnings?.()]).toEqual([closeOf(50), []]);
  });

  test('where its row says that it is open', async () => {
    const lines = ROWS.map((row, at) => `${csvLine(row, 'TEST/USDT')},${at === 49 ? 0 : 1}`);
    const content = ['symbol,open_time,open,high,low,close,volume,confirm', ...lines].join('\n');
    const feed = await open(folder.write('b.csv', content));
    expect(await feed.lastCloseTimeMs(FIVE_MINUTES)).toBe(closeOf(49));
    expect(feed.warnings?.()).toHaveLength(1);
  });

  test('where its close time is after now, though the timeframe is not known', async () => {
    const content = [
      'symbol,open_time,open,high,low,close,volume,close_time',
      `${csvLine(ROWS[0], 'A/USDT')},${closeOf(1)}`,
    ];
    const reading = open(folder.write('c.csv', content.join('\n')), {
      nowMs: closeOf(1) - 1,
      timeframeMs: FIVE_MINUTES,
    });
    expect(await (await reading).lastCloseTimeMs(FIVE_MINUTES)).toBeNull();
  });

  test('of candles in memory', async () => {
    const column = (at: number) => ROWS.map((row) => array(row)[at]);
    const [openTimeMs, opens, high, low, close, volume] = [0, 1, 2, 3, 4, 5].map(column);
    const feed = fromCandles([{ symbol: 'TEST/USDT', openTimeMs, open: opens, high, low, close, volume }], {
      nowMs: closeOf(50) - 1,
    });
    expect(await feed.lastCloseTimeMs(FIVE_MINUTES)).toBe(closeOf(49));
    const [answer] = await feed.bars(['TEST/USDT'], FIVE_MINUTES, 100, closeOf(60));
    expect('candles' in answer && answer.candles.openTimeMs.length).toBe(49);
    expect(feed.warnings?.()).toHaveLength(1);
  });
});

test('candles of the future are left out with a warning, and rejected if there are no others', async () => {
  const future = ROWS.map((row, at) =>
    at < 45 ? row : { ...row, openTimeMs: row.openTimeMs + 20 * 365 * 86_400_000 },
  );
  const feed = await open(folder.write('d.csv', csv(future)));
  expect(await feed.lastCloseTimeMs(FIVE_MINUTES)).toBe(closeOf(45));
  expect(feed.warnings?.()[0]).toMatch(/^Left out 5 candles of the future, the newest of 2044-/);
  await expect(open(folder.write('e.csv', csv(future.slice(45))))).rejects.toThrow(
    /^All 5 candles are of the future, up to 2044-.*; this machine’s clock says 2026-01-01T00:00:00Z\.$/,
  );
});

describe('a gap of all markets', () => {
  const without = (first: number, last: number) => ROWS.filter((_, at) => at < first || at > last);

  test('is an outage of the source, reported once', async () => {
    const content = csv(without(20, 31), 'BTC/USDT') + csv(without(20, 31), 'A/USDT').slice(csv([]).length);
    const feed = await open(folder.write('f.csv', content));
    expect([...feed.outages!(FIVE_MINUTES)!]).toEqual(ROWS.slice(20, 32).map((row) => row.openTimeMs));
    expect([...feed.outages!(3 * FIVE_MINUTES)!]).toHaveLength(3);
    expect(feed.warnings?.()).toEqual([
      '12 bars are absent of all markets alike (2024-08-05T01:40:00Z … 2024-08-05T02:40:00Z): the source was away; they are filled, and no market’s fault',
    ]);
  });

  test('is none where one market alone lacks bars, or there is but one', async () => {
    const thin = csv(ROWS, 'BTC/USDT') + csv(without(20, 31), 'A/USDT').slice(csv([]).length);
    expect((await open(folder.write('g.csv', thin))).outages!(FIVE_MINUTES)?.size).toBe(0);
    const single = await open(folder.write('h.csv', csv(without(20, 31), 'BTC/USDT')));
    expect(single.outages!(FIVE_MINUTES)?.size).toBe(0);
  });
});

test('an hour that occurs twice is that of a local clock', async () => {
  const local = [22, 23, 0, 1, 1, 2, 3].map((hour, at) => {
    const day = hour >= 22 ? 2 : 3;
    return `A/USDT,2024-11-0${day} ${String(hour).padStart(2, '0')}:00:00,1,1,1,1,${at}`;
  });
  const path = folder.write('i.csv', ['symbol,time,open,high,low,close,volume', ...local].join('\n'));
  await expect(open(path)).rejects.toThrow(
    /^i\.csv line 6: an hour occurs twice, .* expected UTC, or an offset such as \+02:00/,
  );
});

test.each([
  [
    'a swap’s contracts without a turnover',
    'A-USDT.csv',
    'open_time,open,high,low,close,vol,vol_ccy',
    '1,2,1,1,500,5',
    'vol and vol_ccy differ',
  ],
  [
    'contracts, as the turnover shows',
    'A_USDT.csv',
    'time,open,high,low,close,volume,turnover',
    '1,1,1,1,500,5',
    'seems to count contracts of 0.0100 coins',
  ],
  [
    'dates that can be read in two ways',
    'A_USDT.csv',
    'date,open,high,low,close,volume',
    '1,1,1,1,5',
    'can be read day first and month first',
  ],
])('%s are rejected', async (_, name, header, rest, message) => {
  const isDate = header.startsWith('date');
  const lines = soundRows(12).map(
    (row, at) => `${isDate ? `0${(at % 9) + 1}/02/2024` : row.openTimeMs},${rest}`,
  );
  await expect(open(folder.write(name, [header, ...lines].join('\n')))).rejects.toThrow(message);
});
