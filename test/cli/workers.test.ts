import { describe, expect, test } from '../support/jest.js';
import { runCli } from '../support/run-cli.js';

interface Document {
  readonly squall: { readonly workers: number };
  readonly resultSha256: string;
}

async function scanWith(...flags: string[]): Promise<Document> {
  const { exitCode, stdout, stderr } = await runCli([
    ...['scan', '--simulate', '--markets', '60', '--quiet', '--json'],
    ...flags,
  ]);
  expect([exitCode, stderr]).toEqual([0, '']);
  return JSON.parse(stdout) as Document;
}

describe('--workers', () => {
  test('says how many compute; the result is the same', async () => {
    const auto = await scanWith();
    expect(auto.squall.workers).toBe(1);
    for (const workers of [1, 2, 4]) {
      const { squall, resultSha256 } = await scanWith('--workers', String(workers));
      expect(squall.workers).toBe(workers);
      expect(resultSha256).toBe(auto.resultSha256);
    }
  });

  test('rejects anything but a number of threads', async () => {
    const { exitCode, stderr } = await runCli(['scan', '--simulate', '--workers', '0']);
    expect(exitCode).toBe(64);
    expect(stderr).toContain('--workers: expected auto or a whole number from 1 to 64, got "0"');
  });

  test('are tried by doctor', async () => {
    const { exitCode, stdout } = await runCli(['doctor', '--json']);
    expect(exitCode).toBe(0);
    const { checks } = JSON.parse(stdout) as { checks: { name: string; ok: boolean; detail: string }[] };
    const threads = checks.find(({ name }) => name === 'Threads');
    expect(threads?.ok).toBe(true);
    expect(threads?.detail).toMatch(/shared memory, 2 workers, dispatch \d+ µs$/);
  });
});
