import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium.js';
import { openLiveCli } from '../support/live-cli.js';
import { runCli, spawnCli } from '../support/run-cli.js';

const SPAN = ['--from', '2025-03-11T15:15:00Z', '--to', '2025-03-11T15:30:00Z'];
const SCANS = 4;

let folder: string;
let day: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-recordings-'));
  day = join(folder, 'day.squall');
  const { exitCode, stdout } = await runCli(['record', '--simulate', '--markets', '60', '-o', day, ...SPAN]);
  expect(stdout).toContain(`${SCANS} scans from 2025-03-11T15:15:00Z to 2025-03-11T15:30:00Z`);
  expect(exitCode).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The commands of a recording that end by themselves. */
describe('a recording', () => {
  test('is recomputed to the same hashes, by every engine and with threads', async () => {
    for (const flags of [[], ['--engine', 'scalar'], ['--engine', 'js'], ['--workers', '2']]) {
      const { exitCode, stdout } = await runCli(['replay', day, '--verify', ...flags]);
      expect(stdout).toBe(`${day}: ${SCANS} of ${SCANS} scans identical to the recording\n`);
      expect(exitCode).toBe(0);
    }
  });

  test('shows the scan of a moment, with the result that a scan had then', async () => {
    const { stdout } = await runCli(['replay', day, '--at', '2025-03-11T15:24:00Z', '--json']);
    const replayed = JSON.parse(stdout) as {
      asOf: string;
      resultSha256: string;
      recorded: { isIdentical: boolean };
    };
    expect(replayed).toMatchObject({ asOf: '2025-03-11T15:20:00.000Z', recorded: { isIdentical: true } });
    const scanned = await runCli(['scan', '--markets', '60', '--as-of', '2025-03-11T15:20:00Z', '--json']);
    expect(replayed.resultSha256).toBe((JSON.parse(scanned.stdout) as typeof replayed).resultSha256);
    expect((await runCli(['replay', day, '--at', '2025-03-11T15:00:00Z'])).exitCode).toBe(65);
  });

  test('ends after as many scans as --once says', async () => {
    const few = join(folder, 'few.squall');
    const args = ['record', '--simulate', '--markets', '60', '-o', few, ...SPAN, '--once', '2'];
    expect((await runCli(args)).stdout).toContain(
      '2 scans from 2025-03-11T15:15:00Z to 2025-03-11T15:20:00Z',
    );
  });

  test('of an exchange starts now, and cannot cover the past', async () => {
    const args = ['record', '--exchange', 'binance', '-o', join(folder, 'live.squall')];
    const { exitCode, stderr } = await runCli([...args, '--from', '2025-03-11']);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('--from cannot be combined with --exchange, which is recorded from now on');
  });

  test('is the same bytes when it is recorded again, by other processes and in other batches', async () => {
    const again = join(folder, 'again.squall');
    const args = ['record', '--simulate', '--markets', '60', '-o', again, ...SPAN, '--quiet'];
    for (const flags of [[], ['--workers', '2', '--batch-size', '7'], ['--batches', 'fixed', '--cache']]) {
      rmSync(again, { force: true });
      expect(await spawnCli([...args, ...flags])).toEqual({ exitCode: 0, stdout: '', stderr: '' });
      expect(readFileSync(again).equals(readFileSync(day))).toBe(true);
    }
    expect((await runCli(args)).exitCode).toBe(73);
  });

  test('of candle files is the same bytes when it is recorded again', async () => {
    const { candleCsv } = await import('../support/candle-csv.js');
    const csv = join(folder, 'sittings.csv');
    writeFileSync(csv, candleCsv({ markets: 4, bars: 700 }));
    const record = (path: string, ...flags: string[]) =>
      spawnCli(['record', '--candles', csv, '-o', path, '--every', '1h', '--quiet', ...flags]);
    const [whole, again] = [join(folder, 'whole.squall'), join(folder, 'whole-again.squall')];
    expect((await record(whole)).exitCode).toBe(0);
    expect((await record(again)).exitCode).toBe(0);
    expect(readFileSync(again).equals(readFileSync(whole))).toBe(true);
  });

  test('is verified, and a flipped bit is reported with 22', async () => {
    const sound = await runCli(['verify', day]);
    expect(sound.exitCode).toBe(0);
    expect(sound.stdout).toContain(`${SCANS} of ${SCANS} scans readable`);
    const bytes = readFileSync(day);
    bytes[bytes.length >> 1] ^= 1;
    const damaged = join(folder, 'damaged.squall');
    writeFileSync(damaged, bytes);
    const found = await runCli(['verify', damaged]);
    expect(found.exitCode).toBe(22);
    expect(found.stdout).toContain('DAMAGED');
    expect((await runCli(['verify', join(folder, 'none.squall')])).exitCode).toBe(66);
    expect((await runCli(['verify', resolve('package.json')])).exitCode).toBe(22);
  });

  test('is kept by a watch, of an exchange too, with the markets its tickers rejected', async () => {
    const live = await openLiveCli({ dialect: 'binance', markets: 40 });
    const path = join(folder, 'live.squall');
    const watched = await live.run(['watch', '--json', '--once', '--record', path]);
    await live.close();
    expect(watched.exitCode).toBe(0);
    const { resultSha256 } = JSON.parse(watched.stdout.split('\n')[0]) as { resultSha256: string };
    const { stdout } = await runCli(['replay', path, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ resultSha256, recorded: { isIdentical: true } });
    const scanned = await runCli(['scan', '--recording', path, '--json']);
    expect(JSON.parse(scanned.stdout)).toMatchObject({ resultSha256 });
    // Everything requested is there, so a rank can be reported, unlike for an exchange.
    const explained = await runCli(['explain', 'BTC/USDT', '--recording', path, '--json']);
    expect(JSON.parse(explained.stdout)).toMatchObject({
      counts: { listed: 40 },
      market: { symbol: 'BTC/USDT' },
    });
  });

  test('of candle files sees at each moment what a scan as of then sees', async () => {
    const { candleCsv } = await import('../support/candle-csv.js');
    const csv = join(folder, 'candles.csv');
    writeFileSync(csv, candleCsv({ markets: 4, bars: 700 }));
    const path = join(folder, 'candles.squall');
    const flags = ['--candles', csv, '--on-missing', 'skip'];
    expect((await runCli(['record', ...flags, '-o', path, '--every', '1h'])).exitCode).toBe(0);
    expect((await runCli(['replay', path, '--verify'])).exitCode).toBe(0);
  });
});

test('a recording that is stopped ends with 130, and has the scans that were done', async () => {
  const path = join(folder, 'stopped.squall');
  const args = ['record', '--simulate', '--markets', '60', '--from', '2025-01-10', '-o', path];
  const child = spawn(process.execPath, [resolve('bin/squall.js'), ...args], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = new Promise((done) => child.once('exit', done));
  const hasScan = async (): Promise<boolean> => (await runCli(['replay', path])).exitCode === 0;
  while (!(await hasScan())) await new Promise((done) => setTimeout(done, 20));
  child.kill('SIGINT');
  expect(await ended).toBe(130);
  expect(said).toMatch(/^squall: stopped; .* has \d+ scans and can be resumed\n$/);
  expect((await runCli(['verify', path])).exitCode).toBe(0);
});

describe('the page', () => {
  let child: ChildProcess;
  let url: string;
  let browser: Browser;
  beforeAll(async () => {
    child = spawn(process.execPath, [resolve('bin/squall.js'), 'serve', day, '--json'], {
      env: { PATH: process.env.PATH },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const text = await new Promise<string>((done) => {
      child.stdout!.setEncoding('utf8').once('data', (data: string) => done(data));
    });
    ({ url } = JSON.parse(text) as { url: string });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser.close();
    child.kill();
  });

  test('shows a served recording and finds it identical', async () => {
    const page = await browser.newPage();
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(url);
    await page.getByText('identical to the recording').first().waitFor();
    expect(await page.evaluate('crossOriginIsolated')).toBe(true);
    expect(errors).toEqual([]);
    await page.close();
  });

  test('is served with every guard, and gives recordings by id and from an offset', async () => {
    const base = new URL(url).origin;
    const id = new URL(url).searchParams.get('recording')!;
    const page = await fetch(`${base}/`);
    for (const name of [
      'content-security-policy',
      'cross-origin-opener-policy',
      'cross-origin-embedder-policy',
    ]) {
      expect(page.headers.get(name)).not.toBeNull();
    }
    const whole = Buffer.from(await (await fetch(`${base}/recordings/${id}`)).arrayBuffer());
    expect(whole.equals(readFileSync(day))).toBe(true);
    const rest = await fetch(`${base}/recordings/${id}`, { headers: { Range: 'bytes=100-' } });
    expect(rest.status).toBe(206);
    expect(Buffer.from(await rest.arrayBuffer()).equals(whole.subarray(100))).toBe(true);
    const beyond = await fetch(`${base}/recordings/${id}`, { headers: { Range: `bytes=${whole.length}-` } });
    expect(beyond.status).toBe(416);
    for (const path of [
      '/recordings/other',
      '/recordings/..%2Fday',
      '/assets/../index.html',
      '/day.squall',
    ]) {
      expect((await fetch(base + path)).status).toBeGreaterThanOrEqual(400);
    }
  });

  test('as one file opens from disk and finds the recording identical', async () => {
    const html = join(folder, 'day.html');
    expect((await runCli(['export', day, '--html', html, '--quiet'])).exitCode).toBe(0);
    const page = await browser.newPage();
    await page.goto(`file://${html}`);
    await page.getByText('identical to the recording').first().waitFor();
    await page.close();
  });
});
