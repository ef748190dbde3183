import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import type { MonitorReport } from '../../src/monitor/report.js';
import { runCli } from '../support/run-cli.js';

interface Watch {
  readonly child: ChildProcess;
  readonly url: string;
  readonly token: string;
}

/** A watch of the simulated market that serves its figures, after its first scan. */
function startWatch(...flags: readonly string[]): Promise<Watch> {
  const args = ['watch', '--simulate', '--markets', '60', '--json', '--metrics', '127.0.0.1:0', ...flags];
  const child = spawn(process.execPath, [resolve('bin/squall.js'), ...args], {
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((done, fail) => {
    child.once('exit', (code) => fail(new Error(`The watch ended with ${code}: ${said}`)));
    child.stdout.once('data', () => {
      const [, url, token] =
        /metrics at (http:\S+)\/metrics; set-threshold takes --token ([\w-]+)/.exec(said) ?? [];
      done({ child, url, token });
    });
  });
}

let watch: Watch;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-monitor-'));
  watch = await startWatch();
});
afterAll(() => {
  watch.child.kill();
  rmSync(folder, { recursive: true });
});

describe('squall monitor', () => {
  test.each([80, 160])('shows a watch in %i columns', async (width) => {
    const { exitCode, stdout } = await runCli(['monitor', '--url', watch.url, '--once'], {
      COLUMNS: `${width}`,
    });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^squall monitor: itself \d+ · (UNKNOWN|HEALTHY|WARNING|CRITICAL) · /);
    for (const name of ['memory', 'RSS', 'open files', 'stages: acquire']) expect(stdout).toContain(name);
    for (const line of stdout.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });

  test('prints the scans of a watch as JSON', async () => {
    const { stdout } = await runCli(['monitor', '--url', watch.url, '--once', '--json']);
    const report = JSON.parse(stdout) as MonitorReport;
    expect(report.watched).toEqual({ pid: watch.child.pid, isOwn: true, ended: null });
    expect(report.totals.scans).toBe(1);
    expect(report.lastScan?.reason).toMatch(/^memory /);
  });

  test('watches another process by its pid', async () => {
    const { exitCode, stdout } = await runCli(['monitor', '--pid', `${watch.child.pid}`, '--once', '--json']);
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout) as MonitorReport;
    expect(report.watched.pid).toBe(watch.child.pid);
    expect(report.sample?.missing.gcPercent).toContain('only the process itself');
  });

  test('says with 69 that a process has ended', async () => {
    const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' });
    await new Promise((done) => child.once('exit', done));
    const { exitCode, stderr } = await runCli(['monitor', '--pid', `${child.pid}`, '--once']);
    expect(exitCode).toBe(69);
    expect(stderr).toContain(`${child.pid}`);
  });

  test('compares two snapshots, the largest growth first', async () => {
    const [a, b] = [join(folder, 'a.json'), join(folder, 'b.json')];
    for (const file of [a, b]) {
      expect((await runCli(['monitor', 'snapshot', '--url', watch.url, '-o', file])).exitCode).toBe(0);
    }
    const { exitCode, stdout } = await runCli(['monitor', 'diff', a, b], { COLUMNS: '80' });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('bytes.rss');
    expect((await runCli(['monitor', 'diff', a, join(folder, 'none.json')])).exitCode).toBe(66);
  });

  test('sets a threshold with the token alone, and names those that there are', async () => {
    const set = (...args: readonly string[]) =>
      runCli(['monitor', 'set-threshold', '--url', watch.url, ...args]);
    expect((await set('cpuPercent', '90', '--token', watch.token)).stdout).toBe('cpuPercent is now 90\n');
    expect(await set('cpuPercent', '91', '--token', 'wrong-token')).toMatchObject({ exitCode: 64 });
    expect(await set('cpuPercent', '91')).toMatchObject({ exitCode: 64 });
    const unknown = await set('cpuPercen', '91', '--token', watch.token);
    expect(unknown.exitCode).toBe(64);
    expect(unknown.stderr).toMatch(/memoryPercent.*did you mean "cpuPercent"\?/);
  });

  test('says which address it tried if there is no answer', async () => {
    const { exitCode, stderr } = await runCli(['monitor', '--url', 'http://127.0.0.1:1', '--once']);
    expect(exitCode).toBe(69);
    expect(stderr).toContain('No answer from http://127.0.0.1:1');
    expect((await runCli(['monitor', '--url', 'nonsense', '--once'])).exitCode).toBe(64);
  });
});

test('a watch with --log-json writes JSON on stderr and nothing else', async () => {
  const { exitCode, stderr } = await runCli([
    'watch',
    '--simulate',
    '--markets',
    '20',
    '--once',
    '--log-json',
  ]);
  expect(exitCode).toBe(0);
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { readonly event: string });
  expect(lines.map(({ event }) => event)).toContain('scan');
});
