import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '../../support/jest.js';
import { SquallError } from '../../../src/util/squall-error.js';
import { soundRows } from '../../market/candles.js';
import { HEADER, TestFolder, csv, csvLine, open } from './files.js';

const folder = new TestFolder();
afterAll(() => folder.remove());

async function refusal(path: string | readonly string[], options = {}): Promise<SquallError> {
  const error: unknown = await open(path, options).then(
    () => new Error('The file was accepted.'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SquallError);
  return error as SquallError;
}

const ROWS = soundRows(20);
const LINES = ROWS.map((row) => csvLine(row, 'A/USDT'));
const withLine = (line: string) => [HEADER, ...LINES.slice(0, 3), line, ...LINES.slice(4)].join('\n');

const bad: [what: string, name: string, content: string | Uint8Array, message: string][] = [
  ['an empty file', 'empty.csv', '', 'empty.csv is empty.'],
  ['empty gzip', 'empty.csv.gz', '', 'empty.csv.gz holds no candles.'],
  ['blank lines', 'blank.csv', '\n\n \n', 'blank.csv holds no candles.'],
  ['a header alone', 'header.csv', HEADER + '\n', 'header.csv holds no candles.'],
  ['an empty JSON array', 'A_USDT-5m.json', '[]', 'A_USDT-5m.json holds no candles.'],
  [
    'a text',
    'poem.txt',
    'It was a dark and stormy night,\nthe rain fell',
    'poem.txt line 1: expected a header, or a candle as [symbol,]time,open,high,low,close,volume, got "It was a dark and stormy night,".',
  ],
  [
    'a binary file',
    'image.csv',
    Uint8Array.of(0x88, 0x50, 0x4e, 0x47, 0, 1, 2),
    'image.csv is a binary file; expected CSV, JSON, Parquet or Feather, plain, gzip or zip.',
  ],
  ['a cut zip archive', 'a.csv', 'PK\x03\x04rest', 'a.csv is a damaged zip archive: "'],
  ['a cut Feather file', 'b.csv', 'ARROW1\0\0', 'b.csv is a damaged Feather file.'],
  ['a cut Parquet file', 'b.parquet', 'PAR1rest', 'b.parquet is a damaged Parquet file'],
  [
    'a line without end',
    'line.csv',
    'x'.repeat(70_000),
    'line.csv line 1: expected a line of candles, got more than 65536 bytes without a line end.',
  ],
  [
    'a header that lacks a column',
    'c.csv',
    'symbol,time,open,high,low,volume\n',
    'c.csv line 1: the header has no column for close, got "symbol,time,open,high,low,volume".',
  ],
  [
    'no symbol anywhere',
    'data.csv',
    'time,open,high,low,close,volume\n',
    'data.csv line 1: there is no column symbol, and the file name has none, as in BTC_USDT-5m.csv; name it with --symbol, got "time,open,high,low,close,volume".',
  ],
  [
    'a column too few',
    'd.csv',
    withLine('A/USDT,1722816900000,1,2,3'),
    'd.csv line 5: expected 7 columns, got 5: "A/USDT,1722816900000,1,2,3".',
  ],
  [
    'a column too many',
    'e.csv',
    withLine('A/USDT,1722816900000,1,5,1,1,9'.replace('1,9', '1,5,9')),
    'e.csv line 5: expected 7 columns, got 8: "A/USDT,1722816900000,1,5,1,1,5,9".',
  ],
  [
    'a time that is none',
    'f.csv',
    withLine('A/USDT,soon,1,1,1,1,1'),
    'f.csv line 5: expected a time, got "soon".',
  ],
  ['no time', 'g.csv', withLine('A/USDT,,1,1,1,1,1'), 'g.csv line 5: expected a time, got "".'],
  ['no symbol', 'h.csv', withLine(',1722816900000,1,1,1,1,1'), 'h.csv line 5: expected a symbol, got none.'],
  [
    'a price that is none',
    'i.csv',
    withLine('A/USDT,1722816900000,1,1,abc\u001b[31m\u202e,1,1'),
    'i.csv line 5: expected a number as low, got "abc[31m".',
  ],
  [
    'a long wrong price',
    'j.csv',
    withLine(`A/USDT,1722816900000,${'z'.repeat(500)},1,1,1,1`),
    `j.csv line 5: expected a number as open, got "${'z'.repeat(59)}…".`,
  ],
  ['broken JSON', 'B_USDT-5m.json', '[[1,2,', 'B_USDT-5m.json is not valid JSON'],
  [
    'JSON rows that are too short',
    'C_USDT-5m.json',
    '[[1722816000000,1,2]]',
    'C_USDT-5m.json row 1: expected a header, or a candle as [symbol,]time,open,high,low,close,volume, got "[1722816000000,1,2]".',
  ],
  [
    'JSON rows that are objects',
    'D_USDT-5m.json',
    '[{"a":1}]',
    'D_USDT-5m.json: expected candles (time, open, high, low, close and volume as arrays or objects), got "[{"a":1}]".',
  ],
  [
    'a JSON price that is an object',
    'E_USDT-5m.json',
    '[[1722816000000,1,2,{},1,1]]',
    'E_USDT-5m.json row 1: expected a number as low, got "{}".',
  ],
  [
    'JSON without a time',
    'F_USDT-5m.json',
    '[[1722816000000,1,2,1,1,1],[null,1,2,1,1,1]]',
    'F_USDT-5m.json row 2: expected a time, got "null".',
  ],
  [
    'a JSON object of something else',
    'o.json',
    '{"code":-1121,"msg":"Invalid symbol."}',
    'o.json: expected candles (time, open, high, low, close and volume as arrays or objects), got "{"code":-1121,"msg":"Invalid symbol."}".',
  ],
  [
    'a JSON array that no name explains',
    'n.json',
    '[[1722816000000,1,2,1,1,1]]',
    'n.json row 1: there is no column symbol, and the file name has none, as in BTC_USDT-5m.csv; name it with --symbol, got "[1722816000000,1,2,1,1,1]".',
  ],
];

test.each(bad)('%s is rejected with one sentence and exit 65', async (_, name, content, message) => {
  const error = await refusal(folder.write(name, content));
  expect(error.message).toContain(message);
  expect(error.exitCode).toBe(65);
  expect(error.message).not.toMatch(/\n/);
});

test('truncated or damaged gzip is rejected, with how far reading got', async () => {
  const packed = gzipSync(csv(soundRows(5000)));
  const cut = await refusal(folder.writeBytes('cut.csv.gz', packed.subarray(0, packed.length - 20)));
  expect(cut.message).toMatch(
    /^cut\.csv\.gz is truncated or corrupt gzip: after \d+ rows, "unexpected end of file"\.$/,
  );
  const damaged = Uint8Array.from(packed);
  damaged.fill(0xff, 1000, 1050);
  const error = await refusal(folder.writeBytes('damaged.csv.gz', damaged));
  expect(error.message).toMatch(/^damaged\.csv\.gz /);
  expect([cut.exitCode, error.exitCode]).toEqual([65, 65]);
});

test('a missing or unreadable path is exit 66', async () => {
  mkdirSync(join(folder.path, 'nothing'));
  const missing = join(folder.path, 'missing.csv');
  const closed = folder.write('closed.csv', csv(ROWS));
  chmodSync(closed, 0);
  const errors = [await refusal(missing), await refusal(join(folder.path, 'nothing')), await refusal([])];
  // The superuser may read everything.
  if (process.getuid?.() !== 0) errors.push(await refusal(closed));
  expect(errors.every(({ code, exitCode }) => code === 'NO_INPUT' && exitCode === 66)).toBe(true);
  expect(errors[0].message).toBe(`${missing} does not exist.`);
  expect(errors[1].message).toContain('has no candle files');
});

test('one bad file among good ones is named', async () => {
  const good = folder.write('good.csv', csv(ROWS));
  const error = await refusal([good, folder.write('worse.csv', withLine('A/USDT,x,1,1,1,1,1'))]);
  expect(error.message).toBe('worse.csv line 5: expected a time, got "x".');
});

test('timeframes that cannot be made are rejected', async () => {
  const path = folder.write('fifteen.csv', csv(soundRows(30, 900_000)));
  expect((await refusal(path, { timeframeMs: 300_000 })).message).toBe(
    'The files hold 15m candles, from which 5m cannot be made.',
  );
  const odd = await refusal(folder.write('odd.csv', csv(soundRows(30, 14_000))));
  expect(odd.message).toBe('Expected candles of whole minutes, but the rows stand 14s apart.');
  const single = await refusal(folder.write('single.csv', csv(soundRows(1))));
  expect(single.message).toContain('set it with --timeframe');
  expect([odd.code, odd.exitCode]).toEqual(['DATA_MISMATCH', 65]);
});

test('files with nothing closed at the as-of time are rejected', async () => {
  const error = await refusal(folder.write('later.csv', csv(ROWS)), { asOfMs: ROWS[0].openTimeMs });
  expect(error.message).toBe('None of the 20 candles is closed at 2024-08-05T00:00:00.000Z.');
});

test('an abort ends the reading with its reason', async () => {
  const path = folder.write('abort.csv', csv(ROWS));
  const reason = new Error('enough');
  await expect(open(path, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  const controller = new AbortController();
  const large = folder.write('large.csv.gz', csv(soundRows(200_000)));
  const reading = open(large, { signal: controller.signal });
  setTimeout(() => controller.abort(reason), 5);
  await expect(reading).rejects.toBe(reason);
});
