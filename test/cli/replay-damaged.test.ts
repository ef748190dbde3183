import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { webInflate } from '../../src/codec/web/inflate.js';
import { openRecordedSession } from '../../src/library/node/record-session.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { KIND } from '../../src/recording/format/frame.js';
import type { FrameKind } from '../../src/recording/format/frame.js';
import { Recording } from '../../src/recording/reader/recording.js';
import { runCli } from '../support/run-cli.js';

const SCANS = 4;
const BAR_MS = 300_000;

let folder: string;
let day: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-unreadable-'));
  day = join(folder, 'day.squall');
  const feed = createSimulatedFeed({ marketCount: 30 });
  const lastMs = feed.world.defaultAsOfMs;
  const recorded = await openRecordedSession(feed, day, { bars: 100 });
  for (let back = SCANS - 1; back >= 0; back--) {
    await recorded.session.scan({ asOf: lastMs - back * BAR_MS });
  }
  await recorded.seal();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The recording with a changed byte in one of its frames: the `at`-th of a kind. */
async function damaged(kind: FrameKind, at: number): Promise<string> {
  const bytes = readFileSync(day);
  const { frames } = await Recording.open(bytes, { inflate: webInflate, sha256: null });
  const frame = frames.all.filter((candidate) => candidate.kind === kind)[at];
  bytes[frame.end - 3] ^= 0x55;
  const path = join(folder, `damaged-${kind}-${at}.squall`);
  writeFileSync(path, bytes);
  return path;
}

interface Compared {
  readonly unreadable: readonly { readonly asOf: string; readonly reason: string }[];
}

describe('a recording of which one scan cannot be read', () => {
  test.each([0, 1, SCANS - 1])('is compared to its end: scan %d', async (at) => {
    const path = await damaged(KIND.facts, at);
    const { exitCode, stdout, stderr } = await runCli(['replay', path, '--verify', '--json']);
    expect([exitCode, stderr]).toEqual([22, '']);
    const compared = JSON.parse(stdout) as Compared;
    expect(compared).toMatchObject({ scans: SCANS, identical: SCANS - 1, lost: 0, failed: 0, different: [] });
    expect(compared.unreadable.map(({ asOf }) => asOf)).toEqual([`2025-03-11T15:${15 + 5 * at}:00.000Z`]);
    expect(compared.unreadable[0].reason).toContain(`Scan ${at} cannot be replayed`);
    const reported = await runCli(['replay', path, '--verify']);
    expect(reported.exitCode).toBe(22);
    expect(reported.stdout).toContain(`: ${SCANS - 1} of ${SCANS} scans identical to the recording\n`);
    expect(reported.stdout).toContain(' cannot be recomputed: ');
  });

  test('is stepped through to its end', async () => {
    const path = await damaged(KIND.facts, 1);
    const { exitCode, stdout, stderr } = await runCli(['replay', path, '--step', '--json']);
    expect(exitCode).toBe(22);
    expect(stdout.trimEnd().split('\n').length).toBe(SCANS - 1);
    expect(stderr).toMatch(/^squall: 2025-03-11T15:20:00Z cannot be recomputed: Scan 1 [^\n]*\n$/);
  });
});

test('scans whose records are damaged are counted as lost', async () => {
  for (const at of [1, SCANS - 1]) {
    const path = await damaged(KIND.scan, at);
    const { exitCode, stdout } = await runCli(['replay', path, '--verify', '--json']);
    expect(exitCode).toBe(22);
    expect(JSON.parse(stdout)).toMatchObject({ scans: SCANS - 1, identical: SCANS - 1, lost: 1 });
  }
});

test('where no candle can be read every scan is counted', async () => {
  const path = await damaged(KIND.candles, 0);
  const { exitCode, stdout } = await runCli(['replay', path, '--verify', '--json']);
  expect(exitCode).toBe(22);
  const { unreadable, ...counts } = JSON.parse(stdout) as Compared & { readonly identical: number };
  expect(unreadable.length + counts.identical).toBe(SCANS);
  expect(unreadable.length).toBeGreaterThan(0);
});

test('a failed scan is reported, and the next one shown', async () => {
  const path = join(folder, 'failed.squall');
  const feed = createSimulatedFeed({ marketCount: 30 });
  const recorded = await openRecordedSession(feed, path, { bars: 100 });
  const asOf = feed.world.defaultAsOfMs;
  const failing = recorded.session.scan({ asOf: asOf - BAR_MS, symbols: ['NONE/USDT'] });
  await expect(failing).rejects.toThrow('NONE/USDT');
  await recorded.session.scan({ asOf });
  await recorded.close();
  const stepped = await runCli(['replay', path, '--step', '--json']);
  expect([stepped.exitCode, stepped.stdout.trimEnd().split('\n').length]).toEqual([0, 1]);
  expect(stepped.stderr).toContain('squall: 2025-03-11T15:25:00Z had failed when it was recorded: ');
  const compared = await runCli(['replay', path, '--verify', '--json']);
  expect(compared.exitCode).toBe(0);
  expect(JSON.parse(compared.stdout)).toMatchObject({ scans: 2, identical: 1, failed: 1, unreadable: [] });
});
