import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { runCli } from '../support/run-cli.js';
import { codeBlocks } from './markdown.js';
import { commandLines } from './shell-lines.js';

let folder: string;
let rows: string[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-recipes-'));
  const args = ['scan', '--all', '--format', 'csv', '-o', join(folder, 'scan.csv')];
  expect((await runCli(args)).exitCode).toBe(0);
  rows = readFileSync(join(folder, 'scan.csv'), 'utf8').trimEnd().split('\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const recipes = codeBlocks('docs/recipes.md');

/**
 * What freqtrade's RemotePairList does (freqtrade/plugins/pairlist/RemotePairList.py, 2023 to 2024): the
 * path is the part after `file:///`; of the JSON `pairs` is a list and `refresh_period` goes through `int`;
 * `number_assets` and `pairlist_url` must be there.
 */
describe('the pairlist for freqtrade', () => {
  test('is found where the recipe says, by settings that RemotePairList requires', () => {
    const { code } = recipes.find(
      ({ language, code: text }) => language === 'json' && /RemotePairList/.test(text),
    )!;
    const { pairlists } = JSON.parse(code) as { pairlists: Record<string, unknown>[] };
    expect(pairlists[0]).toMatchObject({ method: 'RemotePairList', mode: 'whitelist', number_assets: 20 });
    // Without it freqtrade reads the file every half hour (`refresh_period`, 1800 s), however often it is renewed.
    expect(pairlists[0].refresh_period).toBeLessThanOrEqual(300);
    const [before, path] = String(pairlists[0].pairlist_url).split('file:///', 2);
    expect([before, isAbsolute(path)]).toEqual(['', true]);
  });

  test.each([
    [[], /^[^/:]+\/[^/:]+$/, 300],
    [['--timeframe', '15m'], /^[^/:]+\/[^/:]+$/, 900],
  ])(
    'has pairs as freqtrade spells them, and lives as long as a bar: %j',
    async (args, spelling, seconds) => {
      const { stdout } = await runCli(['scan', '--format', 'pairlist', '--all', ...args]);
      const { pairs, refresh_period: period } = JSON.parse(stdout) as {
        pairs: string[];
        refresh_period: number;
      };
      expect(pairs.filter((pair) => !spelling.test(pair))).toEqual([]);
      expect([pairs.length > 10, period]).toEqual([true, seconds]);
    },
  );
});

const PYTHONS = ['python3', '/usr/bin/python3'];
const pythonWith = (module: string): string | undefined =>
  PYTHONS.find((program) => spawnSync(program, ['-c', `import ${module}`]).status === 0);
const pythonBlock = (about: RegExp): string =>
  recipes.find(({ language, code }) => language === 'python' && about.test(code))!.code;

describe('the alert of the recipe', () => {
  test('sends a sentence about the market that entered, where Python is installed', async () => {
    const python = pythonWith('json');
    if (python === undefined) return;
    const { stdout } = await runCli(['scan', '--json', '--compact']);
    const { markets, asOf } = JSON.parse(stdout) as { markets: object[]; asOf: string };
    const source = 'simulated market, seed 1: not real prices';
    const event = { type: 'enter', schemaVersion: 1, asOf, source, market: markets[0] };
    // Nothing is sent: what would have been is printed.
    const stub = `import urllib.request
urllib.request.urlopen = lambda request, timeout: print(request.full_url, request.data.decode(), request.headers)
`;
    const ran = spawnSync(python, ['-c', stub + pythonBlock(/urlopen/)], {
      input: `${JSON.stringify(event)}\n`,
      encoding: 'utf8',
    });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toMatch(
      /^https:\/\/ntfy\.sh\/\S+ KIVPE\/USDT 73\/100, price 0\.00017186, 1 h \+5\.3 %/,
    );
    expect(ran.stdout).toContain(source);
  });
});

describe('the formula of the recipe', () => {
  test('gives the last mean of 20 closes as Squall does, where pandas reads Parquet', async () => {
    const python = pythonWith('pandas, pyarrow');
    if (python === undefined) return;
    const day = join(folder, 'day.squall');
    const record = ['record', '--simulate', '--markets', '4', '--every', '6h', '-o', day, '--quiet'];
    expect((await runCli(record)).exitCode).toBe(0);
    await runCli(['export', day, '--parquet', join(folder, 'day.parquet')]);
    const ran = spawnSync(python, ['-c', pythonBlock(/rolling\(20\)/)], { cwd: folder, encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    const [, mean] = /BTC\/USDT +\S+ +(\S+)/.exec(ran.stdout)!;
    const read = ['scan', 'BTC/USDT', '--candles', join(folder, 'day.parquet'), '--all', '--json'];
    const { markets } = JSON.parse((await runCli(read)).stdout) as {
      markets: { metrics: { sma: number } }[];
    };
    expect(Number(mean) / markets[0].metrics.sma).toBeCloseTo(1, 5);
  });
});

describe('the CSV for pandas', () => {
  test('has a name for each column, and as many cells in each row', () => {
    const names = rows[0].split(',');
    expect(new Set(names).size).toBe(names.length);
    expect(rows.length).toBe(401);
    for (const row of rows) expect(row.replace(/"(?:[^"]|"")*"/g, '').split(',').length).toBe(names.length);
  });

  test('is read by the recipe, figures as numbers, where pandas is installed', () => {
    const python = pythonWith('pandas');
    if (python === undefined) return;
    const line = recipes
      .flatMap(({ code }) => commandLines(code))
      .find((text) => text.startsWith('python3 -c'))!;
    const code = /"(.+)"/.exec(line)![1];
    const ran = spawnSync(python, ['-c', code], { cwd: folder, encoding: 'utf8' });
    expect([ran.status, ran.stderr]).toEqual([0, '']);
    expect(ran.stdout).toMatch(/KIVPE\/USDT +73\.17/);
    const kinds = `import pandas, json
scan = pandas.read_csv('scan.csv', parse_dates=['asOf'])
print(json.dumps({name: str(kind) for name, kind in scan.dtypes.items()}))`;
    const read = spawnSync(python, ['-c', kinds], { cwd: folder, encoding: 'utf8' });
    const types = JSON.parse(read.stdout) as Record<string, string>;
    expect(types).toMatchObject({ passed: 'bool', score100: 'float64', rsi: 'float64', health: 'int64' });
    expect(types.asOf).toMatch(/^datetime64\[\w+, UTC\]$/);
  });
});
