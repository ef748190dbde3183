import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { LiveCli } from '../support/live-cli.js';
import { openLiveCli } from '../support/live-cli.js';
import { runCli } from '../support/run-cli.js';

const SIMULATED = 'simulated market, seed 1: not real prices';
const FEW = ['--markets', '20'];

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-invented-'));
  await runCli(['record', ...FEW, '--once', '1', '-o', join(folder, 'day.squall')]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('invented prices are called so in the result itself', () => {
  test.each([
    ['levels', 'BTC'],
    ['indicators', 'BTC', '--last', '1'],
    ['explain', 'BTC'],
    ['history', '--horizon', '1h'],
    ['scan'],
  ])('by %s', async (...verb) => {
    const args = [...verb, ...FEW, '--quiet'];
    const { stdout: table } = await runCli(args);
    expect(table.replaceAll('\n', ' ')).toContain('not real prices');
    const document = JSON.parse((await runCli([...args, '--json'])).stdout) as {
      source: string | { note: string };
    };
    const { source } = document;
    expect(typeof source === 'string' ? source : source.note).toMatch(/not real prices/);
    if (verb[0] === 'explain') return;
    const { stdout: csv } = await runCli([
      ...args,
      ...(verb[0] === 'scan' ? ['--all'] : []),
      '--format',
      'csv',
    ]);
    const [header, ...rows] = csv.trimEnd().split('\n');
    expect(header).toMatch(/,timeframe,.*source$|,timeframe,source$/);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter((row) => !row.includes('not real prices'))).toEqual([]);
  });

  test.each([['verify'], ['replay']])('of a recording by %s', async (verb) => {
    const args = [verb, join(folder, 'day.squall'), '--quiet'];
    expect((await runCli(args)).stdout).toContain(SIMULATED);
    expect((await runCli([...args, '--json'])).stdout).toContain(SIMULATED);
  });

  test('of a recording that is exported', async () => {
    const args = ['export', join(folder, 'day.squall'), '--parquet', join(folder, 'day.parquet')];
    const { stdout, stderr } = await runCli([...args, '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ source: SIMULATED });
    expect(stderr).toContain(SIMULATED);
  });
});

describe('a candle store that an emulator has filled', () => {
  let cli: LiveCli;
  const stores = (): string[] => ['--store-dir', join(folder, 'stores')];
  beforeAll(async () => {
    cli = await openLiveCli({ dialect: 'binance', markets: 5 });
    const { exitCode } = await cli.run(['download', '--from', '2025-03-10', ...stores()]);
    expect(exitCode).toBe(0);
  });
  afterAll(() => cli.close());

  test('says so in every scan of it, and names the exchange for TradingView', async () => {
    const scan = ['scan', '--store', 'emulated-binance', '--all', ...stores(), '--format'];
    for (const format of ['table', 'csv', 'md', 'json', 'ndjson', 'tv']) {
      const { stdout } = await runCli([...scan, format]);
      expect([format, stdout]).toEqual([format, expect.stringMatching(/store emulated\S+: not real prices/)]);
    }
    expect((await runCli([...scan, 'tv'])).stdout).toContain('\nBINANCE:BTCUSDT\n');
  });
});
