import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '../support/jest.js';
import type { RawCandles } from '../../src/market/candle-series.js';
import { sha256 } from '../../src/platform/node.js';
import type { ReaderTools } from '../../src/recording/reader/recorded-frames.js';
import { Recording } from '../../src/recording/reader/recording.js';
import { verifyRecording } from '../../src/recording/reader/verify.js';
import { webVerifySignature } from '../../src/recording/reader/web-signature.js';
import { nodeSigner, nodeVerifySignature } from '../../src/recording/writer/node-signature.js';
import { RecordingWriter } from '../../src/recording/writer/recording-writer.js';
import type { ScanToRecord } from '../../src/recording/writer/scan-encoder.js';
import {
  answersGiven,
  answersRecorded,
  fingerprint,
  HEADER,
  READER,
  simulatedScans,
  WEB_READER,
} from './fixture.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-recording-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function record(name: string, scans: readonly ScanToRecord[], pieces = 1): Promise<string> {
  const path = join(folder, name);
  const each = Math.ceil(scans.length / pieces);
  for (let from = 0; from < scans.length; from += each) {
    const writer = await RecordingWriter.open(path, HEADER, { sha256 });
    for (const scan of scans.slice(from, from + each)) await writer.append(scan);
    await writer.close();
  }
  return path;
}

async function seal(path: string, signer: Parameters<RecordingWriter['seal']>[0] = null): Promise<Buffer> {
  await (await RecordingWriter.open(path, HEADER, { sha256 })).seal(signer);
  return readFileSync(path);
}

async function expectSameScans(
  bytes: Uint8Array,
  scans: readonly ScanToRecord[],
  tools: ReaderTools = READER,
): Promise<void> {
  const recording = await Recording.open(bytes, tools);
  expect(recording.header).toEqual(HEADER);
  expect(recording.scans.map(({ number }) => number)).toEqual(scans.map((_, index) => index));
  for (const [index, scan] of scans.entries()) {
    expect(answersRecorded(await recording.scanAt(index))).toEqual(answersGiven(scan));
  }
  expect(recording.frames.damage).toEqual([]);
}

function rowTexts({ openTimeMs, open, high, low, close, volume }: RawCandles): string[] {
  return Array.from(open, (_, bar) =>
    fingerprint([openTimeMs, open, high, low, close, volume].map((column) => column[bar])),
  );
}

describe('a recording', () => {
  test('gives every scan its original answers, growing and sealed, in Node and as a browser reads', async () => {
    const scans = await simulatedScans({ scans: 9 });
    const path = await record('day.squall', scans);
    await expectSameScans(readFileSync(path), scans);
    await expectSameScans(readFileSync(path), scans, WEB_READER);
    const sealed = await seal(path);
    await expectSameScans(sealed, scans);
    await expectSameScans(sealed, scans, WEB_READER);
  });

  test('keeps each bar once, and both forms of one that was corrected', async () => {
    const scans = await simulatedScans({ scans: 9 });
    const recording = await Recording.open(readFileSync(await record('day.squall', scans)), READER);
    const last = new Map<string, Set<string>>();
    let unseen = 0;
    for (const answer of scans.flatMap(({ bars }) => bars!.answers)) {
      if ('error' in answer) continue;
      const rows = rowTexts(answer.candles);
      unseen += rows.filter((row) => !last.get(answer.symbol)?.has(row)).length;
      last.set(answer.symbol, new Set(rows));
    }
    expect((await recording.loadCandles()).rows).toBe(unseen);
  });

  test('distinguishes a market that was not requested from one that had no bars', async () => {
    const [scan] = await simulatedScans({ scans: 1 });
    const recording = await Recording.open(readFileSync(await record('day.squall', [scan])), READER);
    const notAsked = scan
      .markets!.map(({ symbol }) => symbol)
      .filter((symbol) => !scan.bars!.answers.some((answer) => answer.symbol === symbol));
    expect(notAsked).not.toEqual([]);
    expect((await recording.scanAt(0)).bars(notAsked)).toEqual(
      notAsked.map((symbol) => ({ symbol, wasAsked: false })),
    );
  });

  test('answers a market that was requested twice in the order of the answers', async () => {
    const [scan] = await simulatedScans({ scans: 1 });
    const [first] = scan.bars!.answers;
    const error = { symbol: first.symbol, error: { code: 'NET_RESET', message: 'Reset.' } };
    const twice = { ...scan, bars: { atMs: null, answers: [error, first, first] } };
    const recorded = await Recording.open(readFileSync(await record('day.squall', [twice])), READER);
    const answers = await recorded.scanAt(0);
    const ask = () => answers.bars([first.symbol])[0];
    expect([ask(), ask(), ask()]).toEqual([error, first, first]);
  });

  test('is the same bytes when the same scans are written again', async () => {
    const scans = await simulatedScans({ scans: 6 });
    const [one, other] = [await record('a.squall', scans), await record('b.squall', scans)];
    expect(readFileSync(one).equals(readFileSync(other))).toBe(true);
    const inPieces = await record('c.squall', scans, 4);
    expect(readFileSync(one).equals(readFileSync(inPieces))).toBe(true);
    const sealed = await seal(one);
    expect(sealed.equals(await seal(inPieces))).toBe(true);
  });

  test('does without what a scan did not get to', async () => {
    const [scan] = await simulatedScans({ scans: 1 });
    const failed: ScanToRecord = {
      outcome: {
        ...scan.outcome,
        inputsSha256: null,
        resultSha256: null,
        summary: null,
        failure: { code: 'EXCHANGE_DOWN', message: 'Most calls failed.' },
      },
      isMetered: true,
      markets: null,
      facts: null,
      bars: null,
      details: null,
    };
    await expectSameScans(readFileSync(await record('day.squall', [failed, scan, failed])), [
      failed,
      scan,
      failed,
    ]);
  });

  test('can be followed while it grows, and over its sealing', async () => {
    const scans = await simulatedScans({ scans: 4 });
    const path = join(folder, 'day.squall');
    const writer = await RecordingWriter.open(path, HEADER, { sha256 });
    const recording = await Recording.open(readFileSync(path), READER);
    for (const [index, scan] of scans.entries()) {
      await writer.append(scan);
      const bytes = readFileSync(path).subarray(recording.frames.byteLength);
      // A reader may come when only a part is there.
      expect(await recording.append(bytes.subarray(0, 100))).toEqual([]);
      expect(recording.frames.tail).toEqual({ offset: recording.frames.byteLength - 100, bytes: 100 });
      expect((await recording.append(bytes.subarray(100))).map(({ number }) => number)).toEqual([index]);
      expect(answersRecorded(await recording.scanAt(index))).toEqual(answersGiven(scan));
    }
    await writer.close();
    expect(recording.frames.damage).toEqual([]);
  });

  test('verifies: every byte as written, and the signer', async () => {
    const scans = await simulatedScans({ scans: 5 });
    const { privateKey } = generateKeyPairSync('ed25519');
    const signer = nodeSigner(privateKey);
    const sealed = await seal(await record('day.squall', scans), signer);
    for (const verify of [nodeVerifySignature, webVerifySignature]) {
      const report = await verifyRecording(await Recording.open(sealed, READER), verify);
      expect(report).toMatchObject({
        isSealed: true,
        scans: 5,
        readableScans: 5,
        unreadable: [],
        damage: [],
        tail: null,
        signature: 'valid',
        publicKey: Buffer.from(signer.publicKey).toString('hex'),
      });
    }
  });

  test('signed by another key than it names is reported', async () => {
    const [mine, other] = [0, 1].map(() => nodeSigner(generateKeyPairSync('ed25519').privateKey));
    const scans = await simulatedScans({ scans: 1 });
    const sealed = await seal(await record('day.squall', scans), {
      ...mine,
      sign: (message) => other.sign(message),
    });
    const report = await verifyRecording(await Recording.open(sealed, READER), nodeVerifySignature);
    expect(report.signature).toBe('invalid');
    expect(report.damage).toEqual([]);
  });
});
