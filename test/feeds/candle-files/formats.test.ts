import { join } from 'node:path';
import { afterAll, describe, expect, test } from '../../support/jest.js';
import { readFileName } from '../../../src/feeds/candle-files/names/file-name.js';
import { parseTime } from '../../../src/feeds/candle-files/times/parse-time.js';
import type { Row } from '../../market/candles.js';
import { FIVE_MINUTES, closeOf, rawCandles, soundRows } from '../../market/candles.js';
import { HEADER, TestFolder, candlesOf, csv, csvLine, open, symbolsOf } from './files.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

const ROWS = soundRows(50);
const array = (row: Row) => [row.openTimeMs, row.open, row.high, row.low, row.close, row.volume];

async function expectRows(path: string, symbol: string, rows: readonly Row[] = ROWS): Promise<void> {
  const feed = await open(path);
  expect(await symbolsOf(feed)).toEqual([symbol]);
  expect(feed.timeframeMs).toBe(FIVE_MINUTES);
  expect(await candlesOf(feed, symbol)).toEqual(rawCandles(rows, symbol));
}

describe('CSV is read', () => {
  const iso = (row: Row, separator: string, zone: string) =>
    new Date(row.openTimeMs).toISOString().slice(0, 19).replace('T', separator) + zone;
  const rest = (row: Row) => [row.open, row.high, row.low, row.close, row.volume].join(',');
  const lines = (...all: string[]) => all.join('\n') + '\n';

  const contents: [what: string, name: string, content: string][] = [
    ['with our header', 'a.csv', csv(ROWS)],
    ['packed', 'a.csv.gz', csv(ROWS)],
    ['packed without the name saying so', 'packed.gz', csv(ROWS)],
    ['without a line end at its end', 'b.csv', csv(ROWS).trimEnd()],
    ['with Windows line ends and empty lines', 'c.csv', csv(ROWS).replaceAll('\n', '\r\n') + '\r\n\r\n'],
    ['with a byte order mark', 'd.csv', '\ufeff' + csv(ROWS)],
    ['with semicolons', 'e.csv', csv(ROWS).replaceAll(',', ';')],
    ['with tabs', 'f.tsv', csv(ROWS).replaceAll(',', '\t')],
    ['with blanks around the values', 'g.csv', csv(ROWS).replaceAll(',', ' , ')],
    ['with every value quoted', 'h.csv', csv(ROWS).replace(/[^,\n]+/g, '"$&"')],
    ['without a header, with the symbol', 'i.csv', lines(...ROWS.map((row) => csvLine(row, 'TEST/USDT')))],
    ['without a header, named by its file', 'TEST_USDT-5m.csv', lines(...ROWS.map((row) => csvLine(row)))],
    [
      'as Binance archives it',
      'TESTUSDT-5m-2024-08.csv',
      lines(...ROWS.map((row) => `${csvLine(row)},${row.openTimeMs + 299_999},1,2,3,4,0`)),
    ],
    [
      'with ISO times',
      'TEST-USDT.csv',
      lines(
        'date,open,high,low,close,volume',
        ...ROWS.map((row) => `${iso(row, ' ', '+00:00')},${rest(row)}`),
      ),
    ],
    [
      'with other names, order and columns',
      'j.csv',
      lines(
        'Close,Open Time,Pair,Low,High,Open,Quote Volume,Base Volume,Note',
        ...ROWS.map((row) =>
          [row.close, iso(row, 'T', 'Z'), 'TEST/USDT', row.low, row.high, row.open, 9, row.volume, 'x'].join(
            ',',
          ),
        ),
      ),
    ],
    ['with symbols of an exchange', 'k.csv', csv(ROWS, 'TESTUSDT')],
  ];

  test.each(contents)('%s', async (_, name, content) => {
    await expectRows(folder.write(name, content), 'TEST/USDT');
  });

  test('with no value as NaN', async () => {
    const rows = soundRows(5);
    const written = ['NaN', '', 'null', 'inf', '-Infinity'];
    const content = [HEADER, ...rows.map((row, at) => csvLine(row, 'A/USDT').replace(/[^,]*$/, written[at]))];
    const feed = await open(folder.write('no-value.csv', content.join('\n')));
    expect((await candlesOf(feed, 'A/USDT')).volume).toEqual(new Float64Array(5).fill(NaN));
  });

  test('with a symbol of 4 KiB', async () => {
    const symbol = `${'É'.repeat(2000)}/USDT`;
    await expectRows(folder.write('long.csv', csv(ROWS, symbol)), symbol);
  });
});

describe('JSON is read', () => {
  const bare = JSON.stringify(ROWS.map(array));
  const contents: [what: string, name: string, content: string, symbol: string][] = [
    ['as ccxt gives it', 'TEST_USDT-5m.json', bare, 'TEST/USDT'],
    ['packed', 'TEST_USDT-5m.json.gz', bare, 'TEST/USDT'],
    ['as freqtrade names futures', 'TEST_USDT_USDT-5m-futures.json', bare, 'TEST/USDT:USDT'],
    ['by symbol', 'x.json', JSON.stringify({ 'TEST/USDT': ROWS.map(array) }), 'TEST/USDT'],
    [
      'with numbers as text',
      'TESTUSDT.json',
      JSON.stringify(ROWS.map((row) => array(row).map(String))),
      'TEST/USDT',
    ],
  ];

  test.each(contents)('%s', async (_, name, content, symbol) => {
    await expectRows(folder.write(name, content), symbol);
  });

  test('with null as NaN', async () => {
    const rows = soundRows(3).map(array);
    const content = JSON.stringify(rows.map(([time, ...prices]) => [time, ...prices.slice(0, 4), null]));
    const feed = await open(folder.write('A_USDT-5m.json', content));
    expect((await candlesOf(feed, 'A/USDT')).volume).toEqual(new Float64Array(3).fill(NaN));
  });
});

describe('several files', () => {
  test('with the same symbol are one market, the later file last', async () => {
    const first = folder.write('first.csv', csv(ROWS.slice(0, 30)));
    const second = folder.write('second.csv.gz', csv(ROWS.slice(20)));
    const feed = await open([first, second]);
    expect(await candlesOf(feed, 'TEST/USDT')).toEqual(rawCandles([...ROWS.slice(0, 30), ...ROWS.slice(20)]));
    expect(feed.source).toEqual({ kind: 'candles', detail: 'first.csv, second.csv.gz', hasLiveFacts: false });
  });

  test('given twice are read once', async () => {
    const path = folder.write('once.csv', csv(ROWS));
    expect((await open([path, path])).rowsRead).toBe(50);
  });

  test('of one market in two spellings are one market', async () => {
    const paths = [
      folder.write('p.csv', csv(ROWS, 'TESTUSDT')),
      folder.write('q.csv', csv(ROWS, 'TEST/USDT')),
    ];
    expect(await symbolsOf(await open(paths))).toEqual(['TEST/USDT']);
  });
});

describe('a folder', () => {
  const data = new TestFolder();
  afterAll(() => data.remove());
  const json = (timeframeMs: number) => JSON.stringify(soundRows(20, timeframeMs).map(array));
  data.write('SOL_USDT-5m.json', json(300_000));
  data.write('BTC_USDT-5m.json', json(300_000));
  data.write('BTC_USDT-1h.json', json(3_600_000));
  data.write('BTC_USDT_USDT-8h-funding_rate.json', '[]');
  data.write('notes.md', 'not candles');

  test('of several timeframes gives the requested one, without notes and funding rates', async () => {
    const feed = await open(data.path, { timeframeMs: 300_000 });
    expect(await symbolsOf(feed)).toEqual(['BTC/USDT', 'SOL/USDT']);
    expect(feed.source.detail).toBe('BTC_USDT-5m.json, SOL_USDT-5m.json');
  });

  test('gives the longest from which the requested one can be made', async () => {
    expect((await open(data.path, { timeframeMs: 900_000 })).source.detail).toContain('-5m');
    expect((await open(data.path, { timeframeMs: 7_200_000 })).source.detail).toBe('BTC_USDT-1h.json');
  });

  test('of several timeframes requires a choice', async () => {
    await expect(open(data.path)).rejects.toMatchObject({ code: 'USAGE', exitCode: 64 });
    await expect(open(data.path)).rejects.toThrow('has candles of 5m, 1h: choose with --timeframe.');
  });

  test('from which the requested one cannot be made is rejected', async () => {
    await expect(open(data.path, { timeframeMs: 180_000 })).rejects.toThrow(
      'has candles of 5m, 1h, from which 3m cannot be made.',
    );
  });

  test('named one by one require the same, and report what is left out for its timeframe', async () => {
    const named = ['BTC_USDT-5m.json', 'BTC_USDT-1h.json'].map((name) => join(data.path, name));
    await expect(open(named)).rejects.toThrow('What was given has candles of 5m, 1h: choose');
    const feed = await open(named, { timeframeMs: 3_600_000 });
    expect(feed.source.detail).toBe('BTC_USDT-1h.json');
    expect(feed.warnings?.()).toContain('Left out BTC_USDT-5m.json, by name not of 1h');
  });
});

test('file names contain symbol and timeframe', () => {
  const reported = (name: string) => {
    const { symbol, timeframeMs, isOtherKind } = readFileName(`/some/where/${name}`);
    return [symbol, timeframeMs, isOtherKind];
  };
  expect(reported('BTC_USDT-5m.csv')).toEqual(['BTC/USDT', 300_000, false]);
  expect(reported('BTC-USDT-1h.json.gz')).toEqual(['BTC/USDT', 3_600_000, false]);
  expect(reported('btcusdt.csv')).toEqual(['BTC/USDT', null, false]);
  expect(reported('BTC_USDT_USDT-15m-futures.json')).toEqual(['BTC/USDT:USDT', 900_000, false]);
  expect(reported('BTC_USDT_USDT-8h-funding_rate.json')).toEqual(['BTC/USDT:USDT', 28_800_000, true]);
  expect(reported('binance-spot-2024-aug-5m.csv.gz')).toEqual([null, 300_000, false]);
  expect(reported('candles.csv')).toEqual([null, null, false]);
});

test('times are read as UTC unless they say otherwise', () => {
  const noon = Date.UTC(2024, 5, 12, 12);
  for (const text of [
    '2024-06-12T12:00:00Z',
    '2024-06-12 12:00',
    '2024-06-12 12:00:00+00:00',
    '2024-06-12T14:00:00.000+0200',
    '2024-06-12 12:00:00 UTC',
    '2024-06-12T12:00:00.000000000Z',
  ]) {
    expect([text, parseTime(text)]).toEqual([text, noon]);
  }
  expect(parseTime('2024-06-12')).toBe(Date.UTC(2024, 5, 12));
  expect(['12/06/2024', '2024-13-01', 'yesterday', ''].map((text) => parseTime(text))).toEqual([
    NaN,
    NaN,
    NaN,
    NaN,
  ]);
});

test('the last close is that of the newest row, at or before the as-of time', async () => {
  const path = folder.write('last.csv', csv(ROWS));
  expect(await (await open(path)).lastCloseTimeMs(FIVE_MINUTES)).toBe(closeOf(50));
  const before = await open(path, { asOfMs: closeOf(40) - 1 });
  expect(await before.lastCloseTimeMs(FIVE_MINUTES)).toBe(closeOf(39));
  expect((await candlesOf(before, 'TEST/USDT')).openTimeMs.length).toBe(39);
});
