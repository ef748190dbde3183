import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { runCli } from '../support/run-cli.js';

const FEW = ['--markets', '20'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-file-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('-o', () => {
  test.each(['scan.xml', 'scan.json.gz', 'scan.sjon'])('rejects %s without --format', async (name) => {
    const { exitCode, stdout, stderr } = await runCli(['scan', ...FEW, '-o', join(folder, name)]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 64, stdout: '' });
    expect(stderr).toMatch(/Expected `-o` to end in .*\.json.*, or --format/);
  });

  test.each([
    [['-o', 'scan.xml', '--format', 'csv'], /^rank,symbol/],
    [['-o', 'SCAN.CSV'], /^rank,symbol/],
    [['-o', 'scan.txt'], /^simulated market/],
    [['-o', 'scan'], /^simulated market/],
  ])('%j writes the requested format', async ([flag, name, ...rest], expected) => {
    const file = join(folder, name);
    expect((await runCli(['scan', ...FEW, flag, file, ...rest])).exitCode).toBe(0);
    expect(readFileSync(file, 'utf8')).toMatch(expected);
  });

  test('- is stdout', async () => {
    const { exitCode, stdout } = await runCli(['scan', ...FEW, '-o', '-', '--format', 'csv']);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^rank,symbol/);
  });
});

describe('files that cannot be opened are reported in words', () => {
  test.each([
    [() => ['scan', ...FEW, '-o', folder], 73, /it is a folder/],
    [() => ['scan', ...FEW, '-o', join(folder, 'no', 'x.json')], 73, /no such file or folder/],
    [() => ['scan', ...FEW, '--preset', join(folder, 'no.json')], 66, /no such file or folder/],
    [() => ['scan', ...FEW, '--preset', `${folder}/`], 66, /it is a folder/],
    [() => ['scan', ...FEW, '--config', folder], 66, /it is a folder/],
    [() => ['scan', '--candles', join(folder, 'no.csv')], 66, /does not exist/],
    [() => ['monitor', 'diff', folder, folder], 66, /it is a folder/],
  ])('%s', async (argsOf, expected, sentence) => {
    const { exitCode, stderr } = await runCli(argsOf());
    expect({ exitCode, stderr }).toEqual({
      exitCode: expected,
      stderr: expect.stringMatching(sentence) as unknown,
    });
    expect(stderr).not.toMatch(/\bE[A-Z]{4,}\b/);
  });
});
