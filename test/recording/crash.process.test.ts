import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { sha256 } from '../../src/platform/node.js';
import { Recording } from '../../src/recording/reader/recording.js';
import { verifyRecording } from '../../src/recording/reader/verify.js';
import type { LockOwner, Processes } from '../../src/recording/writer/lock.js';
import { nodeProcesses } from '../../src/recording/writer/lock.js';
import { RecordingWriter } from '../../src/recording/writer/recording-writer.js';
import type { ScanToRecord } from '../../src/recording/writer/scan-encoder.js';
import { answersGiven, answersRecorded, HEADER, READER, simulatedScans } from './fixture.js';

const KILLS = process.env.SQUALL_FULL === '1' ? 200 : 4;
const SCANS = 6;

let folder: string;
let path: string;
let scans: ScanToRecord[];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-crash-'));
  path = join(folder, 'day.squall');
  scans = await simulatedScans({ scans: SCANS });
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = (processes: Processes = nodeProcesses): Promise<RecordingWriter> =>
  RecordingWriter.open(path, HEADER, { sha256, processes });

/**
 * Every scan in the file can be read, and those from `first` on equal what was recorded; returns their
 * number.
 */
async function expectSound(first = 0): Promise<number> {
  const recording = await Recording.open(readFileSync(path), READER);
  expect((await verifyRecording(recording, null)).unreadable).toEqual([]);
  expect(recording.frames.damage).toEqual([]);
  for (let index = first; index < recording.scans.length; index++) {
    const given = answersGiven(scans[index % SCANS]);
    expect(answersRecorded(await recording.scanAt(index))).toEqual(given);
  }
  return recording.scans.length;
}

/**
 * Lets a process record until it has stored this many scans and some more bytes, and kills it. @returns scans
 * it reported as stored.
 */
async function recordAndKill(after: number): Promise<number> {
  const child = spawn(
    process.execPath,
    [resolve('build/js/test/recording/crash-child.js'), path, String(SCANS)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let sealed = 0;
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('sealed')) sealed = Number(line.split(' ')[1]);
    // Lines that were on their way when it died count too: it had said so.
    if (++lines === after) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  expect(child.signalCode).toBe('SIGKILL');
  return sealed;
}

test(`a writer that is killed (${KILLS} times) loses nothing that it has kept, and the next continues`, async () => {
  let before = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const sealed = await recordAndKill(1 + (kill % 3));
    const found = await expectSound(before);
    expect(found).toBeGreaterThanOrEqual(Math.max(before, sealed));
    before = found;
  }
  expect(await expectSound()).toBe(before);
  const writer = await open();
  expect(readdirSync(folder).sort()).toEqual([
    'day.squall',
    expect.stringMatching(/^day\.squall\.lock(\.\d+)?$/),
  ]);
  await writer.close();
  expect(readdirSync(folder)).toEqual(['day.squall']);
}, 900_000);

describe('a torn tail', () => {
  test('of any length is reported, skipped and kept', async () => {
    const first = await open();
    await first.append(scans[0]);
    const whole = first.byteLength;
    await first.append(scans[1]);
    await first.close();
    const bytes = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: whole + 1, max: bytes.length - 1 }), async (length) => {
        writeFileSync(path, bytes.subarray(0, length));
        const writer = await open();
        expect([writer.scans, writer.tornBytes]).toEqual([1, length - whole]);
        for (const scan of scans.slice(1, 3)) await writer.append(scan);
        await writer.close();
        expect(await expectSound()).toBe(3);
        const recording = await Recording.open(readFileSync(path), READER);
        expect(recording.frames.torn).toHaveLength(1);
        expect(recording.frames.torn[0].offset).toBe(whole);
        expect(recording.frames.tail).toBeNull();
        // Earlier scans are still there.
        expect(readFileSync(path).subarray(0, length).equals(bytes.subarray(0, length))).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  test('that is changed after it was skipped is reported', async () => {
    const first = await open();
    await first.append(scans[0]);
    const offset = first.byteLength;
    await first.close();
    appendFileSync(path, 'half a frame');
    const second = await open();
    await second.append(scans[1]);
    await second.close();
    const bytes = readFileSync(path);
    bytes[offset + 3] ^= 1;
    const recording = await Recording.open(bytes, READER);
    expect(recording.frames.damage).toMatchObject([{ offset, what: 'this torn part was changed later' }]);
  });

  test('goes when the recording is sealed', async () => {
    const clean = await open();
    for (const scan of scans) await clean.append(scan);
    await clean.seal();
    const wanted = readFileSync(path);
    rmSync(path);
    const first = await open();
    await first.append(scans[0]);
    await first.close();
    appendFileSync(path, Buffer.alloc(5_000, 7));
    const second = await open();
    for (const scan of scans.slice(1)) await second.append(scan);
    await second.seal();
    expect(readFileSync(path).equals(wanted)).toBe(true);
  });
});

describe('the lock', () => {
  test('of a running process rejects a second writer, in words', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ code: 'LOCKED', exitCode: 75 });
    await first.close();
    await (await open()).close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test.each<[string, Partial<LockOwner>]>([
    ['is dead', { pid: 2 ** 22 + 1, startTicks: null }],
    ['was another one with the same number', { startTicks: '1' }],
  ])('is taken over where its owner %s', async (_why, owner) => {
    writeFileSync(`${path}.lock`, JSON.stringify({ ...nodeProcesses.self, ...owner, nonce: 1 }));
    await (await open()).close();
    expect(readdirSync(folder)).toEqual(['day.squall']);
  });

  test('that says nothing is taken over', async () => {
    writeFileSync(`${path}.lock`, 'garbage');
    await (await open()).close();
    expect(existsSync(`${path}.lock`)).toBe(false);
  });

  test('of another machine is never taken over', async () => {
    writeFileSync(
      `${path}.lock`,
      JSON.stringify({ pid: 2 ** 22 + 1, host: 'elsewhere', startTicks: null, nonce: 1 }),
    );
    await expect(open()).rejects.toMatchObject({
      code: 'LOCKED',
      message: expect.stringContaining('elsewhere'),
    });
  });

  test.each([...Array(10).keys()])('of one dead owner goes to one of many writers (%i)', async () => {
    writeFileSync(`${path}.lock`, JSON.stringify({ ...nodeProcesses.self, pid: 2 ** 22 + 1, nonce: 1 }));
    const outcomes = await Promise.allSettled(Array.from({ length: 12 }, () => open()));
    const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    await winners[0].value.close();
    expect(readdirSync(folder)).toEqual(['day.squall']);
  });
});
