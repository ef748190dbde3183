import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { sha256 } from '../../src/platform/node.js';
import { Recording } from '../../src/recording/reader/recording.js';
import { RecordingFile } from '../../src/recording/writer/recording-file.js';
import { RecordingWriter } from '../../src/recording/writer/recording-writer.js';
import type { ScanToRecord } from '../../src/recording/writer/scan-encoder.js';
import type { Faults } from './faulty-fs.js';
import { faultyFs, noFaults } from './faulty-fs.js';
import { answersGiven, answersRecorded, HEADER, READER, simulatedScans } from './fixture.js';

let folder: string;
let path: string;
let scans: ScanToRecord[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-disk-'));
  path = join(folder, 'day.squall');
  scans = await simulatedScans({ scans: 4 });
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (faults: Faults = noFaults(), log: string[] = []): Promise<RecordingWriter> =>
  RecordingWriter.open(path, HEADER, { sha256, fs: faultyFs(faults, log) });

async function expectScans(wanted: readonly ScanToRecord[]): Promise<Recording> {
  const recording = await Recording.open(readFileSync(path), READER);
  const said = await Promise.all(
    wanted.map(async (_, index) => answersRecorded(await recording.scanAt(index))),
  );
  expect(recording.scans).toHaveLength(wanted.length);
  expect(said).toEqual(wanted.map(answersGiven));
  expect(recording.frames.damage).toEqual([]);
  return recording;
}

/** Bytes that the second scan takes behind the first. */
async function sizeOfSecond(): Promise<number> {
  const writer = await open();
  await writer.append(scans[0]);
  const before = writer.byteLength;
  await writer.append(scans[1]);
  await writer.close();
  return writer.byteLength - before;
}

describe('a full disk', () => {
  test('costs the scan that does not fit, wherever it is cut off; the next is kept when there is room again', async () => {
    const bytesOfScan = await sizeOfSecond();
    await fc.assert(
      fc.asyncProperty(fc.nat(bytesOfScan - 1), async (bytesLeft) => {
        rmSync(path, { force: true });
        rmSync(`${path}.lock`, { force: true });
        const faults = noFaults();
        const writer = await open(faults);
        await writer.append(scans[0]);
        const before = writer.byteLength;
        faults.bytesLeft = bytesLeft;
        await expect(writer.append(scans[1])).rejects.toMatchObject({
          code: 'REC_WRITE',
          exitCode: 74,
          retry: 'backoff',
          message: `Cannot record to ${path}: the disk is full. Earlier scans are kept.`,
        });
        await expect(writer.append(scans[1])).rejects.toMatchObject({ code: 'REC_WRITE' });
        const kept = await expectScans(scans.slice(0, 1));
        expect(kept.scans[0].end).toBe(before);
        faults.bytesLeft = Infinity;
        for (const scan of scans.slice(2)) await writer.append(scan);
        await writer.close();
        await expectScans([scans[0], scans[2], scans[3]]);
      }),
      { numRuns: 15 },
    );
  });

  test('again, behind a part that was cut off before, costs no more', async () => {
    const resumeBytes = 60 + 100;
    for (const bytesLeft of [1, 70, resumeBytes, resumeBytes + 100, resumeBytes + 300]) {
      rmSync(path, { force: true });
      const faults = noFaults();
      const writer = await open(faults);
      await writer.append(scans[0]);
      for (let attempt = 0; attempt < 3; attempt++) {
        faults.bytesLeft = bytesLeft;
        await expect(writer.append(scans[1])).rejects.toMatchObject({ code: 'REC_WRITE' });
      }
      await expectScans(scans.slice(0, 1));
      faults.bytesLeft = Infinity;
      await writer.append(scans[1]);
      await writer.close();
      const again = await open();
      await again.append(scans[2]);
      await again.close();
      await expectScans(scans.slice(0, 3));
    }
  });

  test('leaves nothing of a recording that could not be started', async () => {
    await expect(open({ ...noFaults(), bytesLeft: 300 })).rejects.toMatchObject({
      code: 'CANNOT_CREATE',
      message: `Cannot record to ${path}: the disk is full.`,
    });
    expect(readdirSync(folder)).toEqual([]);
  });

  test('while it is being sealed leaves the recording unchanged', async () => {
    const faults = noFaults();
    const writer = await open(faults);
    for (const scan of scans) await writer.append(scan);
    const before = readFileSync(path);
    faults.bytesLeft = 1_000;
    await expect(writer.seal()).rejects.toMatchObject({ code: 'REC_WRITE', exitCode: 74 });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['day.squall']);
    await (await open()).seal();
    await expectScans(scans);
  });
});

test('a disk that does not confirm a scan is an error, and the scan counts if it is there', async () => {
  const faults = noFaults();
  const writer = await open(faults);
  faults.canSync = false;
  await expect(writer.append(scans[0])).rejects.toMatchObject({ code: 'REC_WRITE' });
  faults.canSync = true;
  await writer.append(scans[1]);
  await writer.close();
  await expectScans(scans.slice(0, 2));
});

test.each(['EROFS', 'EACCES', 'ENOTDIR', 'EIO'])(
  '%s when it is opened is one sentence and exit code 73',
  async (code) => {
    const refused = open({ ...noFaults(), refusal: code });
    await expect(refused).rejects.toMatchObject({ code: 'CANNOT_CREATE', exitCode: 73 });
    await expect(refused).rejects.toThrow(`Cannot record to ${path}: `);
    expect(readdirSync(folder)).toEqual([]);
  },
);

test('a folder in the place of the file is reported', async () => {
  mkdirSync(path);
  await expect(open()).rejects.toMatchObject({
    code: 'CANNOT_CREATE',
    message: expect.stringContaining('is a folder'),
  });
});

test('a scan is on disk before it counts as kept, a new name before anything is', async () => {
  const log: string[] = [];
  const writer = await open(noFaults(), log);
  // The lock; the new file; its folder.
  expect(log).toEqual(['write', 'write flushed', 'rename', 'open r', 'sync', 'open a']);
  log.length = 0;
  await writer.append(scans[0]);
  expect(log).toEqual(['append', 'sync']);
  log.length = 0;
  await writer.seal();
  expect(log).toEqual(['write flushed', 'rename', 'open r', 'sync']);
});

describe('a file that must not be resumed is unchanged', () => {
  test.each([
    ['sealed', 'it is sealed'],
    ['of another preset', 'it was begun with another preset'],
  ])('%s', async (how, why) => {
    const writer = await open();
    await writer.append(scans[0]);
    await (how === 'sealed' ? writer.seal() : writer.close());
    const before = readFileSync(path);
    const header = how === 'sealed' ? HEADER : { ...HEADER, preset: { name: 'other' } };
    await expect(RecordingWriter.open(path, header, { sha256 })).rejects.toMatchObject({
      code: 'CANNOT_CREATE',
      message: `Cannot resume ${path}: ${why}. Record to another file.`,
    });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['day.squall']);
  });

  test('damaged', async () => {
    const writer = await open();
    for (const scan of scans) await writer.append(scan);
    await writer.close();
    const bytes = readFileSync(path);
    bytes[bytes.length >> 1] ^= 1;
    writeFileSync(path, bytes);
    await expect(open()).rejects.toMatchObject({ code: 'REC_CORRUPT', exitCode: 22 });
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('something else', async () => {
    writeFileSync(path, 'symbol,time\n');
    await expect(open()).rejects.toMatchObject({
      code: 'REC_CORRUPT',
      message: 'Expected a Squall recording, got 12 bytes of something else.',
    });
  });
});

describe('a file that is followed', () => {
  test('gives new scans as they arrive, and all of them again when it is sealed', async () => {
    const writer = await open();
    const file = await RecordingFile.open(path, READER);
    for (const [index, scan] of scans.entries()) {
      await writer.append(scan);
      const { added, isReplaced } = await file.refresh();
      expect([added.map(({ number }) => number), isReplaced]).toEqual([[index], false]);
      expect(answersRecorded(await file.recording.scanAt(index))).toEqual(answersGiven(scan));
    }
    await writer.seal();
    expect(await file.refresh()).toEqual({ added: [], isReplaced: true });
    expect(file.recording.seal?.scans).toBe(scans.length);
    await file.close();
  });

  test('that does not exist is reported', async () => {
    await expect(RecordingFile.open(path, READER)).rejects.toMatchObject({ code: 'NO_INPUT', exitCode: 66 });
  });
});
