import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { runCli } from '../support/run-cli.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'squall-new-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Run {
  readonly exitCode: number | null;
  readonly symbols: readonly string[];
  readonly newSince?: string | null | undefined;
}

async function scan(...args: string[]): Promise<Run> {
  const { exitCode, stdout } = await runCli(['scan', '--json', ...args]);
  const document = JSON.parse(stdout) as { markets: { symbol: string }[]; newSince?: string | null };
  return { exitCode, symbols: document.markets.map(({ symbol }) => symbol), newSince: document.newSince };
}

const BEFORE = ['--as-of', '2025-03-11T15:25:00Z'];

describe('--new-since', () => {
  test('shows all the first time, then those that had not passed in the previous run', async () => {
    const file = join(folder, 'seen.json');
    const [first, second] = [await scan(...BEFORE), await scan()];
    expect(await scan('--new-since', file, ...BEFORE)).toMatchObject({
      symbols: first.symbols,
      newSince: null,
    });
    const entered = second.symbols.filter((symbol) => !first.symbols.includes(symbol));
    expect(entered.length).toBeGreaterThan(0);
    expect(entered.length).toBeLessThan(second.symbols.length);
    const run = await scan('--new-since', file);
    expect(run).toMatchObject({ symbols: entered, newSince: '2025-03-11T15:25:00.000Z' });
    const { stdout } = await runCli(['scan', '--new-since', file]);
    expect(stdout).toContain(`No new market: ${second.symbols.length} passed, as in the previous run.`);
  });

  test('takes the JSON of a scan, and leaves it unchanged', async () => {
    const file = join(folder, 'scan.json');
    await runCli(['scan', '-o', file]);
    const text = readFileSync(file, 'utf8');
    expect((await scan('--new-since', file)).symbols).toEqual([]);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  test('rejects another file and keeps nothing of a scan that failed', async () => {
    const other = join(folder, 'other.json');
    writeFileSync(other, '[1]');
    expect((await runCli(['scan', '--new-since', other])).exitCode).toBe(65);
    expect(readFileSync(other, 'utf8')).toBe('[1]');
    expect((await runCli(['scan', '--new-since', folder])).exitCode).toBe(66);
    const none = join(folder, 'none.json');
    expect((await runCli(['scan', '--new-since', none, '--min-coverage', '1'])).exitCode).toBe(20);
    expect(existsSync(none)).toBe(false);
  });
});

describe('--exit-code-if-empty', () => {
  test('is the exit code where no market is shown, and only there', async () => {
    const strict = ['--set', 'surgeLong.min=99', '--exit-code-if-empty', '3'];
    expect((await scan(...strict)).exitCode).toBe(3);
    expect((await scan('--exit-code-if-empty', '3')).exitCode).toBe(0);
    expect((await scan(...strict, '--min-coverage', '1')).exitCode).toBe(20);
  });
});
