import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { DownloadReport } from '../../src/library/node/download.js';
import type { ScanDocument } from '../../src/scanner/scan-document.js';
import type { LiveCli } from '../support/live-cli.js';
import { openLiveCli, otherNotes } from '../support/live-cli.js';
import { runCli } from '../support/run-cli.js';

const FROM = ['--from', '2025-03-01'];

let cli: LiveCli;
let root: string;
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'squall-candles-'));
  cli = await openLiveCli({ dialect: 'binance', markets: 8 });
  await download();
  await run('candles', 'export', 'emulated', '--csv', join(root, 'all.csv'));
});
afterAll(async () => {
  await cli.close();
  rmSync(root, { recursive: true });
});

const here = (): string[] => ['--store-dir', join(root, 'stores')];

async function download(...args: string[]): Promise<DownloadReport> {
  const { exitCode, stdout, stderr } = await cli.run(['download', ...FROM, ...here(), '--json', ...args]);
  expect({ exitCode, stderr: otherNotes(stderr) }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout) as DownloadReport;
}

async function run(...args: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await runCli([...args, ...here()]);
  expect({ exitCode, stderr: otherNotes(stderr) }).toEqual({ exitCode: 0, stderr: '' });
  return stdout;
}

describe('a store as a source', () => {
  const SCAN = ['scan', '--json', '--as-of', '2025-03-09T12:00:00Z'];

  test('gives the same scan, history and edge as its candles do as a file', async () => {
    const file = ['--candles', join(root, 'all.csv')];
    const scans = [await run(...SCAN, '--store', 'emulated'), (await runCli([...SCAN, ...file])).stdout];
    const [stored, read] = scans.map((text) => (JSON.parse(text) as ScanDocument).resultSha256);
    expect(stored).toBe(read);
    for (const verb of ['history', 'edge']) {
      const state = verb === 'edge' ? ['--state-dir', join(root, 'state')] : [];
      const ofStore = JSON.parse(await run(verb, '--json', '--store', 'emulated', ...state)) as object;
      const ofFile = JSON.parse((await runCli([verb, '--json', ...file, ...state])).stdout) as object;
      expect(withoutSource(ofStore)).toEqual(withoutSource(ofFile));
    }
  }, 120_000);

  test('makes coarser bars for a scan', async () => {
    const coarse = [...SCAN, '--timeframe', '15m'];
    const scans = [
      await run(...coarse, '--store', 'emulated'),
      (await runCli([...coarse, '--candles', join(root, 'all.csv')])).stdout,
    ];
    const [stored, read] = scans.map((text) => (JSON.parse(text) as ScanDocument).resultSha256);
    expect(stored).toBe(read);
  });
});

/** Without the name of the source, and what its list of markets also has. */
function withoutSource(document: object): object {
  return Object.fromEntries(Object.entries(document).filter(([name]) => !/^(source|detail|data)/.test(name)));
}

describe('candles of an emulator', () => {
  test('lie apart from those of the exchange, and a scan of them says that they are invented', async () => {
    const { stdout } = await runCli(['scan', '--store', 'emulated', ...here()], { COLUMNS: '200' });
    expect(stdout).toMatch(/^store emulated-binance-spot-5m: not real prices\. For real prices: /);
    const { exitCode, stderr } = await runCli(['scan', '--store', 'binance', ...here()]);
    expect([exitCode, stderr]).toEqual([66, expect.stringContaining('binance')]);
  });
});

describe('squall candles', () => {
  test('list and info show the stores and their contents', async () => {
    const { stores } = JSON.parse(await run('candles', 'list', '--json')) as { stores: { bars: number }[] };
    const info = JSON.parse(await run('candles', 'info', 'emulated', '--json')) as {
      bars: number;
      markets: { fromMs: number }[];
    };
    expect(stores).toMatchObject([
      { store: 'emulated-binance-spot-5m', markets: 8, goneMarkets: 0, outages: [] },
    ]);
    expect(info.bars).toBe(stores[0].bars);
    expect(info.bars).toBe(readFileSync(join(root, 'all.csv'), 'utf8').split('\n').length - 2);
    expect(info.markets[0].fromMs).toBe(Date.UTC(2025, 2, 1));
  });

  test('import takes what export gives, once, and a download continues from there', async () => {
    const other = ['--store-dir', join(root, 'other')];
    const take = ['candles', 'import', join(root, 'all.csv'), '--as', 'emulated-binance', ...other, '--json'];
    const [first, second] = [await runCli(take), await runCli(take)].map(
      ({ stdout }) => (JSON.parse(stdout) as { bars: number }).bars,
    );
    expect(first).toBeGreaterThan(10_000);
    expect(second).toBe(0);
    cli.asked();
    const report = await download(...other);
    expect(report.bars).toBe(0);
    const back = join(root, 'back.csv');
    expect((await runCli(['candles', 'export', 'emulated', '--csv', back, ...other])).exitCode).toBe(0);
    expect(readFileSync(back, 'utf8')).toBe(readFileSync(join(root, 'all.csv'), 'utf8'));
  });

  test('verify ends with 22 where a byte is another one, and history with the same and a sentence', async () => {
    const other = ['--store-dir', join(root, 'damaged')];
    await runCli(['candles', 'import', join(root, 'all.csv'), ...other]);
    const file = join(root, 'damaged', 'files-spot-5m', 'BTC-USDT', '2025-03.candles');
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] ^= 4;
    writeFileSync(file, bytes);
    const verified = await runCli(['candles', 'verify', 'files', ...other]);
    expect(verified.exitCode).toBe(22);
    expect(verified.stdout).toContain('2025-03.candles: is not what its hash says');
    const read = await runCli(['history', '--store', 'files', ...other]);
    expect(read.exitCode).toBe(22);
    expect(read.stderr).toContain('BTC-USDT/2025-03.candles: bytes ');
  });
});

describe('what cannot be', () => {
  test.each([
    [['candles', 'info', 'kraken'], 66, 'No candle store kraken in'],
    [
      ['scan', '--store', 'emulated', '--simulate'],
      64,
      'Expected one source, got both --simulate and --store',
    ],
    [['watch', '--store', 'emulated'], 64, '--store cannot be combined with watch'],
    [['candles', 'export', 'emulated'], 64, 'Expected --parquet, --arrow or --csv'],
    [['candles', 'import', 'package.json'], 65, 'package.json'],
  ])('%j', async (args, exitCode, sentence) => {
    const refused = await runCli([...args, ...here()]);
    expect(refused.exitCode).toBe(exitCode);
    expect(refused.stderr).toContain(sentence);
  });

  test.each([
    [[], 64, 'Expected --from with a start time'],
    [['--from', '2030-01-01'], 64, 'Expected --from before 2025-03-11T15:30:00Z'],
    [
      ['--from', '2025-03-11', '--symbols', 'BTC/USDC'],
      64,
      'There is no market "BTC/USDC" in this source; did you mean "BTC/USDT"?',
    ],
  ])('download %j', async (args, exitCode, sentence) => {
    const refused = await cli.run(['download', ...args, ...here()]);
    expect(refused.exitCode).toBe(exitCode);
    expect(refused.stderr).toContain(sentence);
  });
});
