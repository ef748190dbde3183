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

describe('the CSV for pandas', () => {
  test('has a name for each column, and as many cells in each row', () => {
    const names = rows[0].split(',');
    expect(new Set(names).size).toBe(names.length);
    expect(rows.length).toBe(401);
    for (const row of rows) expect(row.replace(/"(?:[^"]|"")*"/g, '').split(',').length).toBe(names.length);
  });

  test('is read by the recipe, figures as numbers, where pandas is installed', () => {
    const python = ['python3', '/usr/bin/python3'].find(
      (program) => spawnSync(program, ['-c', 'import pandas']).status === 0,
    );
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
    expect(types.asOf).toMatch(/^datetime64\[ns, UTC\]$/);
  });
});
