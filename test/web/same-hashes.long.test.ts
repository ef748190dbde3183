import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openSession } from '../../src/index.js';
import { CurrentFeed } from '../../src/library/current-feed.js';
import { recordingSource } from '../../web/model/recording-source.js';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { launchChromium, serveFolder } from '../support/chromium.js';
import { openLiveCli } from '../support/live-cli.js';
import { runCli } from '../support/run-cli.js';
import { sharedFile } from '../support/shared-data.js';

const BAR_MS = 300_000;
const SCANS = 200;
const REAL_SCANS = 60;

let folder: string;
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-same-'));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function record(name: string, flags: readonly string[]): Promise<string> {
  const path = join(folder, `${name}.squall`);
  const { exitCode, stderr } = await runCli(['record', ...flags, '-o', path, '--quiet']);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return path;
}

/** What each engine makes of a recording in Node with one thread and with two, hash by hash. */
async function expectSameInNode(path: string, scans: number): Promise<void> {
  const source = await recordingSource(new Uint8Array(readFileSync(path)), path);
  if (source === null) throw new Error('Expected a recording with a scan.');
  expect(source.moments.length).toBe(scans);
  const feed = new CurrentFeed();
  for (const engine of ['simd', 'scalar', 'js'] as const) {
    for (const workers of [1, 2]) {
      const session = await openSession(feed, { ...source.options, engine, workers });
      const computed: string[] = [];
      for (const [index, { asOfMs }] of source.moments.entries()) {
        feed.current = await source.scanAt(index);
        computed.push((await session.scan({ ...source.askedAt(index), asOf: asOfMs })).result.resultSha256);
      }
      await session.close();
      const recorded = source.moments.map(({ resultSha256 }) => resultSha256);
      expect({ engine, workers, computed }).toEqual({ engine, workers, computed: recorded });
    }
  }
}

interface Replayed {
  readonly recorded: readonly string[];
  readonly computed: readonly string[];
  readonly isIsolated: boolean;
}

/** Asks the page's own worker for every scan of the recording. */
const REPLAY = `async ({ base64, worker }) => {
  const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  const engine = new Worker(worker, { type: 'module' });
  let last = 0;
  const call = (method, ...args) => new Promise((resolve, reject) => {
    const id = ++last;
    engine.addEventListener('message', function answer({ data }) {
      if (data.id !== id) return;
      engine.removeEventListener('message', answer);
      if (data.error === undefined) resolve(data.value);
      else reject(new Error(data.error));
    });
    engine.postMessage({ id, method, args });
  });
  const { moments, isIsolated } = await call('open', { kind: 'recording', name: 'day', bytes });
  const computed = [];
  for (const index of moments.keys()) computed.push((await call('scan', index)).resultSha256);
  engine.terminate();
  return { recorded: moments.map(({ resultSha256 }) => resultSha256), computed, isIsolated };
}`;

function engineWorker(): string {
  return `assets/${readdirSync('build/web/assets').find((name) => name.startsWith('engine-worker-'))}`;
}

async function expectSameInChromium(path: string, scans: number, isIsolated: boolean): Promise<void> {
  const base64 = readFileSync(path).toString('base64');
  const server = await serveFolder('build/web', isIsolated);
  const page = await browser.newPage();
  await page.goto(`${server.url}?markets=5&moments=1&bars=60`);
  const { recorded, computed, ...rest } = await page.evaluate<Replayed>(
    `(${REPLAY})(${JSON.stringify({ base64, worker: engineWorker() })})`,
  );
  expect(rest.isIsolated).toBe(isIsolated);
  expect(computed.length).toBe(scans);
  expect(computed).toEqual(recorded);
  await page.close();
  server.close();
}

/** Node and the browser are separate processes: both compute at once. */
async function expectSameEverywhere(path: string, scans: number): Promise<void> {
  await Promise.all([
    expectSameInNode(path, scans),
    expectSameInChromium(path, scans, true),
    expectSameInChromium(path, scans, false),
  ]);
}

describe('every engine, with one thread and with two, in Node and in Chromium, gives the same hashes', () => {
  test(`for ${SCANS} scans of the simulated market`, async () => {
    const toMs = Date.parse('2025-03-11T15:30:00Z');
    const from = new Date(toMs - (SCANS - 1) * BAR_MS).toISOString();
    const flags = ['--simulate', '--markets', '20', '--bars', '100', '--from', from];
    const path = await record('simulated', flags);
    await expectSameEverywhere(path, SCANS);
  });

  test(`for ${REAL_SCANS} scans of real candles`, async () => {
    const file = sharedFile('candles/bybit-linear-2025-oct14-5m.csv.gz');
    if (file === null) return;
    const toMs = Date.parse('2025-10-17T20:00:00Z');
    const from = new Date(toMs - (REAL_SCANS - 1) * BAR_MS).toISOString();
    const span = ['--from', from, '--to', new Date(toMs).toISOString()];
    const path = await record('real', ['--candles', file, '--timeframe', '5m', '--bars', '200', ...span]);
    await expectSameEverywhere(path, REAL_SCANS);
  });

  test('for a live recording with faults: rejected markets, and candles that never came', async () => {
    const live = await openLiveCli({ dialect: 'binance', markets: 60, seed: 4 });
    const path = join(folder, 'live.squall');
    const documents: string[] = [];
    for (const scenario of [
      [{ on: { endpoint: 'klines' }, every: 5, fault: 's404' }],
      [{ on: { endpoint: 'klines' }, every: 3, fault: 's404' }],
      null,
    ]) {
      live.emulator.control.setScenario(scenario);
      const flags = ['--json', '--all', '--once', '--min-coverage', '0', '--record', path];
      const { exitCode, stdout } = await live.run(['watch', ...flags]);
      expect(exitCode).toBe(0);
      documents.push(stdout);
      live.emulator.control.advance(BAR_MS);
    }
    await live.close();
    // Both kinds are there, or the recording would show nothing.
    expect(documents[0]).toMatch(/"errors":\[\{/);
    expect(documents[0]).toContain('"bars":0');
    await expectSameEverywhere(path, documents.length);
  });
});
