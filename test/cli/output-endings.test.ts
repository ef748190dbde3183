import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '../support/jest.js';
import { runCli } from '../support/run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'squall-endings-'));
afterAll(() => rmSync(folder, { recursive: true }));

const SCAN = ['scan', '--markets', '30', '--quiet'];

describe('the ending of -o', () => {
  test.each([
    ['xlsx', [...SCAN], '.txt, .log, .json, .ndjson, .jsonl, .csv, .md'],
    ['parquet', [...SCAN], '.txt, .log, .json, .ndjson, .jsonl, .csv, .md'],
    ['constructor', [...SCAN], '.txt'],
    ['csv', ['explain', 'BTC/USDT', '--markets', '30'], '.txt, .log, .json'],
    ['md', ['presets', 'show', 'default'], '.json'],
  ])('is rejected if nothing is written in that format: %s', async (ending, args, known) => {
    const file = join(folder, `result.${ending}`);
    const { exitCode, stdout, stderr } = await runCli([...args, '-o', file]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toContain(`Expected \`-o\` to end in ${known}`);
    expect(stderr).toContain(JSON.stringify(file));
    expect(existsSync(file)).toBe(false);
  });

  test.each([
    ['scan.JSON', /^\{/],
    ['scan.csv', /^rank,/],
    ['scan.txt', /BTC|No market|^ *#|Squall/],
    ['scan', /./],
  ])('decides the format: %s', async (name, start) => {
    const file = join(folder, name);
    expect(await runCli([...SCAN, '-o', file])).toMatchObject({ exitCode: 0, stdout: '' });
    expect(readFileSync(file, 'utf8')).toMatch(start);
  });

  test('decides nothing if --format is given', async () => {
    const file = join(folder, 'scan.table');
    expect(await runCli([...SCAN, '--format', 'csv', '-o', file])).toMatchObject({ exitCode: 0 });
    expect(readFileSync(file, 'utf8')).toMatch(/^rank,/);
  });

  test('is stdout where it is -', async () => {
    const plain = await runCli([...SCAN, '--format', 'csv']);
    expect(await runCli([...SCAN, '--format', 'csv', '-o', '-'])).toEqual(plain);
    expect(existsSync('-')).toBe(false);
  });
});
