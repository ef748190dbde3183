import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '../support/jest.js';
import { startEmulator } from '../../src/emulator/emulator.js';
import { arrivals, Belongings } from './live-fixture.js';

/** How often a watch is stopped somewhere. */
const POINTS = 6;

const belongings = new Belongings();
afterEach(() => belongings.close());

interface Line {
  readonly type: string;
  readonly asOf: string;
  readonly counts: { listed: number; scanned: number; skipped: number };
  readonly error: { code: string };
  readonly bars: object;
  readonly stale: { asOf: string; ageMs: number } | null;
}

/** `squall watch --json` as a user starts it. */
function startWatch(baseUrl: string, stateDir: string, ...flags: string[]) {
  const child = spawn(
    process.execPath,
    [
      ...[resolve('bin/squall.js'), 'watch', '--exchange', 'binance', '--base-url', baseUrl],
      ...['--state-dir', stateDir, '--json', ...flags],
    ],
    { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<{ exitCode: number | null; stderr: string }>((done) =>
    child.on('close', (exitCode) => done({ exitCode, stderr })),
  );
  belongings.add(async () => void child.kill('SIGKILL'));
  const lines = (): Line[] =>
    stdout
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Line);
  return { child, ended, lines, isWhole: () => stdout === '' || stdout.endsWith('\n') };
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(5);
}

describe('squall watch of an exchange', () => {
  test('reports with each scan that it uses fewer bars, and why', async () => {
    const { baseUrl } = await belongings.emulator({ dialect: 'binanceusdm' });
    const flags = ['--type', 'swap', '--every', '1s', '--grace', '0s', '--pace-off', '--once', '1'];
    const { ended, lines } = startWatch(baseUrl, belongings.folder(), ...flags);
    await ended;
    const reason = '499 bars cost a weight of 2, 500 cost 5';
    expect(lines().map(({ bars }) => bars)).toEqual([{ wanted: 500, taken: 499, reason }]);
  });

  test('starts while the exchange is down, survives a page in its place, and reports each in a line of JSON', async () => {
    const first = await startEmulator({ dialect: 'binance', markets: 40 });
    const port = Number(new URL(first.baseUrl).port);
    await first.close();
    const { ended, lines, child } = startWatch(
      first.baseUrl,
      belongings.folder(),
      ...['--every', '1s', '--grace', '0s', '--pace-off'],
    );
    await until(() => lines().length === 1);
    const emulator = await belongings.emulator({ port });
    await until(() => lines().at(-1)?.type === 'scan');
    const scans = (): number => lines().filter(({ type }) => type === 'scan').length;
    const before = scans();
    emulator.control.setScenario([{ fault: 'html200' }]);
    await until(() => lines().at(-1)?.type === 'outage');
    emulator.control.setScenario(null);
    const seen = scans();
    await until(() => scans() > seen);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ exitCode: 0, stderr: '' });

    const reported = lines();
    expect(reported[0]).toMatchObject({ type: 'outage', error: { code: 'NET_RESET' }, stale: null });
    const stale = reported.filter(({ type }) => type === 'outage').at(-1);
    const good = reported.filter(({ type }) => type === 'scan');
    expect(before).toBeGreaterThan(0);
    expect(stale.error.code).toBe('BAD_BODY');
    expect(stale.stale).toMatchObject({ asOf: good[seen - 1].asOf });
    expect(stale.stale!.ageMs).toBeGreaterThan(0);
    for (const { counts } of good) expect(counts.scanned + counts.skipped).toBe(counts.listed);
  });

  test('ends after SIGTERM with 0 and after SIGINT with 130, wherever it is, and leaves no half line', async () => {
    // A scan of 40 markets takes about a second at this latency, a request that is never answered the drain time.
    const emulator = await belongings.emulator({ latencyMs: 100 });
    const stateDir = belongings.folder();
    let seed = 1;
    const chance = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
    const stop = async (point: number): Promise<void> => {
      const before = arrivals(emulator).length + emulator.ledger.inFlight;
      const watching = startWatch(emulator.baseUrl, stateDir, '--every', '1s', '--grace', '0s', '--pace-off');
      // It has started with its first request; the rest takes about a second and a half.
      await until(() => arrivals(emulator).length + emulator.ledger.inFlight > before);
      await sleep(1_500 * chance());
      const signal = point % 2 === 0 ? 'SIGTERM' : 'SIGINT';
      watching.child.kill(signal);
      const { exitCode, stderr } = await watching.ended;
      expect({ point, exitCode, stderr }).toEqual({
        point,
        exitCode: signal === 'SIGTERM' ? 0 : 130,
        stderr: '',
      });
      expect(watching.isWhole()).toBe(true);
      watching.lines();
    };
    for (let point = 0; point < POINTS; point += 2) await Promise.all([stop(point), stop(point + 1)]);
  });

  test('ends after SIGTERM even while the exchange holds back its answers, or has requested a pause', async () => {
    for (const fault of ['s429', 'hang']) {
      const emulator = await belongings.emulator({});
      emulator.control.setScenario([{ fault, ...(fault === 's429' ? { with: { retryAfter: 600 } } : {}) }]);
      const { child, ended } = startWatch(emulator.baseUrl, belongings.folder());
      await until(() => emulator.ledger.inFlight > 0 || arrivals(emulator).length > 0);
      await sleep(300);
      child.kill('SIGTERM');
      expect(await ended).toMatchObject({ exitCode: 0 });
    }
  });
});
