import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { candleCsv } from '../support/candle-csv.js';
import { openLiveCli } from '../support/live-cli.js';
import type { LiveCli } from '../support/live-cli.js';
import { runCli, spawnCli } from '../support/run-cli.js';

let folder: string;
let live: LiveCli;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-exits-'));
  live = await openLiveCli({ dialect: 'binance', markets: 20 });
});
afterAll(async () => {
  await live.close();
  rmSync(folder, { recursive: true });
});

const written = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

const exchange = (fault: string | null, ...flags: string[]): string[] => {
  live.emulator.control.setScenario(fault === null ? null : [{ fault }]);
  return [
    ...['scan', '--exchange', 'binance', '--base-url', live.emulator.baseUrl],
    ...['--state-dir', mkdtempSync(join(folder, 'state-')), '--pace-off', ...flags],
  ];
};

/** A command line for each exit code that one can lead to by itself. */
const EXITS: readonly (readonly [exitCode: number, what: string, args: () => string[]])[] = [
  [0, 'a scan', () => ['scan', '--markets', '20']],
  [0, 'threads that compute', () => ['scan', '--markets', '20', '--workers', '4']],
  [0, 'the version', () => ['--version']],
  [
    20,
    'a market without valid data',
    () => {
      const csv = candleCsv({ markets: 4, bars: 600, mutate: { symbol: 'M2/USDT', rows: () => [] } });
      const bad = Array.from(
        { length: 2 },
        (_, bar) => `BAD/USDT,${1_709_251_200_000 + bar * 300_000},1,1,1,1,1`,
      );
      return ['scan', '--candles', written('coverage.csv', `${csv.trimEnd()}\n${bad.join('\n')}\n`)];
    },
  ],
  [21, 'a deadline', () => exchange('hang', '--deadline', '500ms')],
  [64, 'a verb that is none', () => ['scna']],
  [65, 'a file without candles', () => ['scan', '--candles', written('empty.csv', '')]],
  [66, 'a file that does not exist', () => ['scan', '--candles', join(folder, 'nowhere.csv')]],
  [
    69,
    'an exchange that does not exist',
    () => [...exchange(null).map((flag) => (flag === live.emulator.baseUrl ? 'http://127.0.0.1:1' : flag))],
  ],
  [73, 'a file that cannot be made', () => ['scan', '--markets', '20', '-o', '/nowhere/out.json']],
  [75, 'a ban', () => exchange('s418')],
  [76, 'a page instead of an answer', () => exchange('html200')],
  [77, 'a firewall', () => exchange('s403waf')],
  [78, 'a setting that is none', () => ['scan', '--config', written('config.json', '{"prest": "default"}')]],
];

describe('the process of a command', () => {
  test.each(EXITS)(
    'ends with %i after %s, as the command in this process does',
    async (exitCode, _, args) => {
      const command = args();
      const spawned = await spawnCli(command);
      expect({ exitCode: spawned.exitCode, stderr: spawned.stderr }).toMatchObject({ exitCode });
      const here = await runCli(command);
      expect(here.exitCode).toBe(exitCode);
      expect(here.stderr.split('\n')).toHaveLength(spawned.stderr.split('\n').length);
    },
  );

  test('ends quietly when the reader of its output goes away', async () => {
    const child = spawn(
      'bash',
      ['-c', `set -o pipefail; "${process.execPath}" bin/squall.js scan --all --json | head -1`],
      { stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const exitCode = await new Promise((done) => child.on('close', done));
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: '{\n' });
  });
});

const ended = (child: ChildProcess): Promise<number | null> =>
  new Promise((done) => child.on('close', (exitCode) => done(exitCode)));

describe('a signal', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends a scan with %i and no partial file', async (signal, expected) => {
    const file = join(folder, 'interrupted.json');
    let exitCode: number | null = null;
    // If Node itself ends before the command has started, without a code: once more, and later.
    for (let waitMs = 500; exitCode === null; waitMs *= 2) {
      const child = spawn(process.execPath, ['bin/squall.js', 'scan', '--markets', '5000', '-o', file], {
        stdio: 'ignore',
      });
      const end = ended(child);
      await sleep(waitMs);
      child.kill(signal);
      exitCode = await end;
    }
    expect(exitCode).toBe(expected);
    expect(readdirSync(folder).filter((name) => name.includes('interrupted'))).toEqual([]);
  });

  test.each([
    ['SIGTERM', 0],
    ['SIGINT', 130],
  ] as const)('%s drains a watch, which ends with %i and leaves no half line', async (signal, expected) => {
    const child = spawn(
      process.execPath,
      [resolve('bin/squall.js'), 'watch', '--simulate', '--markets', '20', '--json'],
      { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (stdout === '') child.kill(signal);
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    expect([await ended(child), stderr]).toEqual([expected, '']);
    expect(stdout.endsWith('\n')).toBe(true);
    expect(() => JSON.parse(stdout.trimEnd()) as unknown).not.toThrow();
  });
});
