import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '../support/jest.js';
import { marketFromSymbol } from '../../src/market/spelling.js';
import { sha256 } from '../../src/platform/node.js';
import { ENCODING, FRAME_HEADER_BYTES, KIND, MAGIC } from '../../src/recording/format/frame.js';
import { isFrame, walkFrames } from '../../src/recording/format/walk-frames.js';
import { Recording } from '../../src/recording/reader/recording.js';
import type { ScanToRecord } from '../../src/recording/writer/scan-encoder.js';
import { RecordingWriter } from '../../src/recording/writer/recording-writer.js';
import { closeOf, rawCandles, soundRows } from '../market/candles.js';
import { answersGiven, answersRecorded, HEADER, READER, someFacts } from './fixture.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-format-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Written out by hand, so that no other part of the project can change them. */
const SCANS: ScanToRecord[] = [0, 1, 2].map((index) => ({
  outcome: {
    asOfMs: closeOf(10 + index),
    settings: { onMissing: 'skip' },
    inputsSha256: 'cd'.repeat(32),
    resultSha256: 'ef'.repeat(32),
    summary: { ranking: [['BTC/USDT', 1.25]] },
    warnings: [],
    failure: null,
  },
  isMetered: true,
  markets: ['BTC/USDT', 'ETH/USDT'].map((symbol) => marketFromSymbol(symbol)!),
  facts: { atMs: closeOf(10 + index), bySymbol: new Map([['BTC/USDT', someFacts(1_234.5 + index)]]) },
  bars: {
    atMs: null,
    answers: [
      { symbol: 'BTC/USDT', candles: rawCandles(soundRows(10 + index).slice(index), 'BTC/USDT') },
      { symbol: 'ETH/USDT', error: { code: 'NET_TIMEOUT', message: 'No answer within 10 s.' } },
    ],
  },
  details: { atMs: null, bySymbol: new Map([['BTC/USDT', { facts: { spreadBps: 1 / 3 } }]]) },
}));

/** Without compression, whose bytes are those of a build of zlib. */
async function plainBytes(isSealed: boolean): Promise<Buffer> {
  const path = join(folder, `${isSealed}.squall`);
  const writer = await RecordingWriter.open(path, HEADER, { sha256, deflate: (bytes) => bytes });
  for (const scan of SCANS) await writer.append(scan);
  await (isSealed ? writer.seal() : writer.close());
  return readFileSync(path);
}

// Made by the first version that wrote recordings: another hash means that files of before are another format.
test.each([
  [false, '6ec4ddfab9f6150d6edfcc1217936836961dc133933e2f05cb0afdb122ac9c5f'],
  [true, '174122fdcd25fa0ee4e826c6fcb90697191e9ab3689c295e55f3587b1f649a66'],
])('version 1 of the format is these bytes (sealed: %s)', async (isSealed, hash) => {
  expect(sha256([await plainBytes(isSealed)])).toBe(hash);
});

test('a recording that was never compressed is read like any other', async () => {
  const bytes = await plainBytes(true);
  expect(
    walkFrames(bytes.subarray(0, -16), MAGIC.length)
      .filter(isFrame)
      .map(({ encoding }) => encoding),
  ).not.toContain(ENCODING.deflated);
  const recording = await Recording.open(bytes, READER);
  const said = await Promise.all(
    SCANS.map(async (_, index) => answersRecorded(await recording.scanAt(index))),
  );
  expect(said).toEqual(SCANS.map(answersGiven));
});

test('the description of the format has every kind of frame, and the magic', () => {
  const text = readFileSync('docs/recording.md', 'utf8');
  for (const [name, kind] of Object.entries(KIND)) expect(text).toContain(`| ${kind} | ${name} |`);
  expect(text).toContain(Buffer.from(MAGIC).toString('hex').toUpperCase().match(/../g)!.join(' '));
  expect(text).toContain(`| ${FRAME_HEADER_BYTES} | | payload |`);
});
