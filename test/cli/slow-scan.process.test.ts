import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { ScanProgress } from '../../src/cli/scan-progress.js';
import type { Emulator } from '../../src/emulator/emulator.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import { candleSecondsOf, openLive } from '../../src/library/node/sources.js';

/** As many markets as the tickers of Kraken leave. */
const MARKETS = 336;
/** Kraken allows a candle call a second. */
const CALL_MS = 1_000;

let folder: string;
let emulator: Emulator;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-slow-'));
  emulator = await startEmulator({ dialect: 'kraken', markets: 40 });
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

/** Contents of a terminal line at each of the moments, with a clock that advances by calls. */
async function linesAt(columns: number): Promise<string> {
  const live = await openLive(
    { id: 'kraken', baseUrl: emulator.baseUrl, isPaced: false, stateFolder: join(folder, 'state') },
    {},
  );
  const secondsFor = await candleSecondsOf(live.feed, live);
  await live.feed.close();
  let nowMs = 0;
  let line = '';
  let tick: () => void = () => undefined;
  const progress = new ScanProgress(false, {
    stream: { write: (text: string) => (line = text.replace('\r\u001b[K', '')), isTTY: true, columns },
    nowMs: () => nowMs,
    every: (_, each) => {
      tick = each;
      return () => undefined;
    },
  });
  const shown: string[] = [];
  const at = (seconds: number): void => {
    nowMs = seconds * 1_000;
    tick();
    shown.push(`${seconds.toFixed(1).padStart(6)} s  ${line}`.trimEnd());
  };
  nowMs = 200;
  progress.stage('market list');
  at(0.2);
  progress.plan(secondsFor);
  at(1);
  progress.stage('tickers');
  at(1.4);
  progress.scanned(400 - MARKETS, 400);
  for (const done of [0, 1, 5, 37, 150, 335]) {
    nowMs = 1_600 + done * CALL_MS;
    progress.scanned(400 - MARKETS + done, 400);
    at(1.8 + (done * CALL_MS) / 1_000);
  }
  progress.stage('books', 8);
  at(340);
  progress.close();
  at(341);
  return `${shown.join('\n')}\n`;
}

describe('a scan at the pace of Kraken', () => {
  test.each([
    [80, 24],
    [160, 50],
  ])('says on a terminal of %i × %i what it does, its pace and how much longer', async (columns, rows) => {
    const file = join('test/cli/screens', `progress-kraken-${columns}x${rows}.txt`);
    const lines = await linesAt(columns);
    if (process.env.RENEW_SCREENS === 'yes') writeFileSync(file, lines);
    expect(lines).toBe(readFileSync(file, 'utf8'));
  });

  const scan = (): string[] => [
    ...[resolve('bin/squall.js'), 'scan', '--exchange', 'kraken', '--base-url', emulator.baseUrl],
    ...['--state-dir', join(folder, `state-${Math.random()}`)],
  ];

  test('shows it on a terminal in one line that is redrawn', async () => {
    if (spawnSync('script', ['--version']).error !== undefined) return;
    const command = [process.execPath, ...scan()].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', command, '/dev/null'], { env: { PATH: process.env.PATH } });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
    const ended = new Promise((done) => child.once('close', done));
    while (!/candles [1-9]\d*\/\d+ · [\d.]+ per second · about \d+ (?:s|min) left/.test(text)) {
      await new Promise((done) => child.stdout.once('data', done));
    }
    child.kill();
    await ended;
    const stages = [...text.replaceAll('\u001b[K', '').matchAll(/\r([a-z ]+?) (?:…|\d)/g)].map(
      ([, stage]) => stage,
    );
    expect(stages.filter((stage, index) => stage !== stages[index - 1])).toEqual([
      'market list',
      'tickers',
      'candles',
    ]);
    expect(text).not.toContain('\n');
  }, 120_000);

  test('shows nothing in a pipe', async () => {
    const child = spawn(process.execPath, scan(), { env: { PATH: process.env.PATH } });
    const before = emulator.ledger.requests().length;
    let reported = '';
    child.stderr.setEncoding('utf8').on('data', (more: string) => (reported += more));
    const ended = new Promise((done) => child.once('close', done));
    const isUnderWay = (): boolean =>
      emulator.ledger
        .requests()
        .slice(before)
        .filter(({ path }) => path.includes('OHLC')).length > 2;
    while (!isUnderWay()) await new Promise((done) => setTimeout(done, 50));
    child.kill();
    await ended;
    expect(reported).toBe('');
  }, 120_000);
});
