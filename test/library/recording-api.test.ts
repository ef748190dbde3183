import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '../support/jest.js';
import * as squall from '../../src/index.js';
import * as node from '../../src/node.js';

const STEP_MS = 300_000;
const feed = squall.simulate({ seed: 5, marketCount: 30 });
const LAST_MS = feed.world.defaultAsOfMs;
const MOMENTS = [2, 1, 0].map((back) => LAST_MS - back * STEP_MS);

let folder: string;
let path: string;
/** Hashes that the scans gave while they were recorded. */
const given: string[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-api-'));
  path = join(folder, 'day.squall');
  const { privateKey } = generateKeyPairSync('ed25519');
  for (const [sitting, moments] of [MOMENTS.slice(0, 1), MOMENTS.slice(1)].entries()) {
    const recorded = await node.openRecordedSession(feed, path, { bars: 200 });
    expect(recorded.scans).toBe(sitting);
    for (const asOf of moments) given.push((await recorded.session.scan({ asOf })).result.resultSha256);
    await (sitting === 0 ? recorded.close() : recorded.seal(node.nodeSigner(privateKey)));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const openBytes = (): Promise<squall.Recording> =>
  squall.Recording.open(readFileSync(path), { inflate: squall.webInflate, sha256: null });

test('a recorded session is replayed and verified on disk', async () => {
  const replay = await node.openReplay(path);
  for (const [index, asOfMs] of MOMENTS.entries()) {
    expect(replay.indexAt(asOfMs + 1)).toBe(index);
    const { isIdentical, scanned } = await replay.scanAt(index, { engine: 'js' });
    expect([isIdentical, scanned.result.resultSha256]).toEqual([true, given[index]]);
  }
  const report = await replay.verify();
  expect(report).toMatchObject({ isSealed: true, scans: 3, damage: [], signature: 'valid' });
  await replay.close();
});

test('the same works in a browser, with its own APIs', async () => {
  const recording = await openBytes();
  const { isIdentical } = await squall.replayScan(recording, 1);
  expect(isIdentical).toBe(true);
  const report = await squall.verifyRecording(recording, squall.webVerifySignature);
  expect([report.readableScans, report.signature]).toEqual([3, 'valid']);
});

test('a recorded scan is a feed that answers other questions as the source would have', async () => {
  const recording = await openBytes();
  const recorded = squall.recordedFeed(await recording.scanAt(0), recording.header.source);
  const asked = { bars: 150, preset: 'breakout-v1', asOf: MOMENTS[0] };
  const [again, wanted] = [await squall.scan(recorded, asked), await squall.scan(feed, asked)];
  expect(again.resultSha256).toBe(wanted.resultSha256);
  const opened = await node.openRecording(path, { asOfMs: MOMENTS[0] });
  const { preset } = opened.options;
  expect([opened.bars, opened.timeframeMs, opened.asOfMs, preset.name]).toEqual([
    200,
    STEP_MS,
    MOMENTS[0],
    'default',
  ]);
  const session = await squall.openSession(opened.feed, opened.options);
  expect((await session.scan({ asOf: opened.asOfMs })).result.resultSha256).toBe(given[0]);
  await session.close();
  await opened.feed.close!();
});

test('candles of all scans are one series a market, as the source has them', async () => {
  const { symbols, candlesOf, unreadableScans } = await squall.readCandleSeries(await openBytes());
  expect([symbols.length, unreadableScans]).toEqual([30, 0]);
  const symbol = symbols.find((name) => name.startsWith('BTC/'))!;
  const { corrections, ...series } = candlesOf(symbol);
  const [answer] = await feed.bars([symbol], STEP_MS, series.open.length, LAST_MS);
  if ('error' in answer) throw new Error(answer.error.message);
  const { openTimeMs } = answer.candles;
  const from = openTimeMs.indexOf(series.openTimeMs[0]);
  const end = openTimeMs.indexOf(LAST_MS - STEP_MS) + 1;
  for (const name of ['openTimeMs', 'open', 'high', 'low', 'close', 'volume'] as const) {
    expect([...series[name]]).toEqual([...answer.candles[name].subarray(from, end)]);
  }
  expect(new Set(corrections)).toEqual(new Set([0]));
});

test('a file that is being written is followed', async () => {
  const growing = join(folder, 'growing.squall');
  const recorded = await node.openRecordedSession(feed, growing);
  const file = await node.RecordingFile.open(growing, { inflate: node.nodeInflate, sha256: null });
  await recorded.session.scan({ asOf: new Date(MOMENTS[0]) });
  expect((await file.refresh()).added.map(({ record }) => record.asOfMs)).toEqual([MOMENTS[0]]);
  await file.close();
  await recorded.close();
});

test('a scan that fails is recorded as failed, whatever form its time has', async () => {
  const failing = join(folder, 'failing.squall');
  const recorded = await node.openRecordedSession(feed, failing, { quote: 'EUR' });
  const asOf = new Date(MOMENTS[0]).toISOString();
  await expect(recorded.session.scan({ asOf })).rejects.toMatchObject({ code: 'NO_MARKETS' });
  await recorded.close();
  const replay = await node.openReplay(failing);
  const [{ record }] = replay.recording.scans;
  expect([record.asOfMs, record.resultSha256, record.failure?.code]).toEqual([
    MOMENTS[0],
    null,
    'NO_MARKETS',
  ]);
  await replay.close();
});

test('a market that does not exist is rejected before there is a file', async () => {
  const never = join(folder, 'never.squall');
  const opening = node.openRecordedSession(feed, never, { symbols: ['NONE/USDT'] });
  await expect(opening).rejects.toMatchObject({ code: 'UNKNOWN_SYMBOL' });
  expect(existsSync(never)).toBe(false);
});
