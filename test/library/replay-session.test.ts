import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { createSimulatedFeed } from '../../src/feeds/simulated/simulated-feed.js';
import { openReplay, openRecordedSession } from '../../src/node.js';
import { openReplaySession, Recording, webInflate } from '../../src/index.js';
import type { MomentOptions } from '../../src/index.js';
import { recordingSource } from '../../web/model/recording-source.js';
import { ReplayEngine } from '../../web/engine/replay-engine.js';

const BAR_MS = 300_000;

/** Scans of one recording with different options. */
const ASKED: readonly MomentOptions[] = [
  {},
  { symbols: ['BTC/USDT', 'ETH/USDT'] },
  { quote: 'USDT' },
  { onMissing: 'fail', requireReference: true },
  { skipLevels: true },
  {},
];

let folder: string;
let path: string;
let recorded: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-replayed-'));
  path = join(folder, 'mixed.squall');
  const feed = createSimulatedFeed({ marketCount: 60 });
  const opened = await openRecordedSession(feed, path, { bars: 100 });
  recorded = [];
  for (const [index, asked] of ASKED.entries()) {
    const asOf = feed.world.defaultAsOfMs - (ASKED.length - index) * BAR_MS;
    recorded.push((await opened.session.scan({ ...asked, asOf })).result.resultSha256);
  }
  await opened.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Bytes of the wasm, and how often an engine was made of them: once a session. */
function countedWasm() {
  const bytes = readFileSync('build/squall.simd.wasm');
  const counted = { sessions: 0, wasm: {} };
  counted.wasm = {
    get simd() {
      counted.sessions++;
      return bytes;
    },
  };
  return counted;
}

describe('scans with different options', () => {
  test('have other results', () => {
    expect(new Set(recorded).size).toBe(ASKED.length);
  });

  test.each([1, 2])('are recomputed by one session with %d threads to the same hashes', async (workers) => {
    const replay = await openReplay(path);
    const counted = countedWasm();
    const options = { engine: 'simd', workers, wasm: counted.wasm } as const;
    const found = await Promise.all(ASKED.map((_, index) => replay.scanAt(index, options)));
    expect(found.map(({ scanned }) => scanned.result.resultSha256)).toEqual(recorded);
    expect(found.map(({ isIdentical }) => isIdentical)).not.toContain(false);
    expect([counted.sessions, found[0].scanned.workers]).toEqual([1, workers]);
    await replay.close();
  });

  test('are the same if the engine changes in between, also during a scan', async () => {
    const replay = await openReplay(path);
    const found = await Promise.all(
      ASKED.map((_, index) => replay.scanAt(index, { engine: index % 2 === 0 ? 'js' : 'simd', workers: 2 })),
    );
    expect(found.map(({ scanned }) => scanned.result.resultSha256)).toEqual(recorded);
    expect(found.map(({ scanned }) => scanned.engine)).toEqual(['js', 'simd', 'js', 'simd', 'js', 'simd']);
    await replay.close();
  });

  test('are reported by the page with the hashes of the recording', async () => {
    const engine = new ReplayEngine(() => undefined);
    const bytes = new Uint8Array(readFileSync(path));
    await engine.open({ kind: 'recording', name: 'mixed.squall', bytes });
    const found: (string | null)[] = [];
    for (const index of ASKED.keys()) found.push((await engine.scan(index)).resultSha256);
    expect(found).toEqual(recorded);
  });

  test('give a chart of a market that the last of them did not request', async () => {
    const bytes = new Uint8Array(readFileSync(path));
    const source = (await recordingSource(bytes, 'mixed.squall'))!;
    const symbol = source.symbols.find((name) => !['BTC/USDT', 'ETH/USDT'].includes(name))!;
    const [answer] = await (await source.history()).bars([symbol], BAR_MS, 9999, source.moments[5].asOfMs);
    expect(answer).toHaveProperty('candles');
  });
});

test('a missing scan is rejected, and the next one computed', async () => {
  const recording = await Recording.open(readFileSync(path), { inflate: webInflate, sha256: null });
  const session = await openReplaySession(recording);
  await expect(session.scanAt(99)).rejects.toThrow('Expected a scan below 6, got 99.');
  expect((await session.scanAt(0)).isIdentical).toBe(true);
  await session.close();
});
