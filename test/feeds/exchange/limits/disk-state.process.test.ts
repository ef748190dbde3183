import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '../../../support/jest.js';
import { ExchangeFailure } from '../../../../src/feeds/exchange/failure.js';
import { openDiskState, stateName } from '../../../../src/feeds/exchange/limits/ledger/disk-state.js';
import { LedgerFile } from '../../../../src/feeds/exchange/limits/ledger/ledger-file.js';
import type { StateStore } from '../../../../src/feeds/exchange/limits/ledger/state-store.js';
import { TestClock } from '../../../support/test-clock.js';
import { gateFixture, requestOf } from './gate-fixture.js';

let directory = '';
let children: ChildProcess[] = [];
let warnings: string[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'squall-state-'));
  warnings = [];
});

afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  children = [];
  rmSync(directory, { recursive: true, force: true });
});

const STOP_FILE = 'exchange-test.json';
const LEDGER_FILE = 'exchange-test.budget.json';
const ASK = { budget: 'ip', windowMs: 60_000, limit: 100, needed: 10, wanted: 20, leaseMs: 1_000 };

const open = (machineMs?: () => number): StateStore =>
  openDiskState({
    directory,
    name: 'test',
    sleep: (ms) => sleep(ms),
    warn: (message) => warnings.push(message),
    ...(machineMs && { machineMs }),
  });

function child(...args: string[]): ChildProcess {
  const script = resolve('build/js/test/feeds/exchange/limits/state-child.js');
  const started = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(started);
  return started;
}

/** A child that has said that it is at work. */
async function readyChild(...args: string[]): Promise<ChildProcess> {
  const started = child(...args);
  await once(started.stdout!, 'data');
  return started;
}

async function kill(victim: ChildProcess): Promise<void> {
  const closed = once(victim, 'exit');
  victim.kill('SIGKILL');
  await closed;
}

describe('a ban on disk', () => {
  test('is for the owner only, and stops the next process before it sends anything', async () => {
    const clock = new TestClock();
    const untilMs = clock.wallMs() + 120_000;
    const first = gateFixture({ clock, state: open(() => clock.nowMs()) });
    const banned = first.gate.pass(requestOf('/w/1'), 0, () =>
      Promise.reject(new ExchangeFailure('HTTP_BAN', 'banned', { untilMs })),
    );
    await expect(banned).rejects.toMatchObject({ code: 'HTTP_BAN' });
    expect(statSync(join(directory, STOP_FILE)).mode & 0o777).toBe(0o600);

    const next = gateFixture({ clock, state: open(() => clock.nowMs()) });
    const refused = next.gate.pass(requestOf('/w/1'), 0, next.answering(1));
    await expect(refused).rejects.toMatchObject({ code: 'HTTP_BAN', untilMs, exitCode: 75 });
    expect(next.gate.stats.sent).toBe(0);
    expect(warnings).toEqual([]);
  });

  test('and a pause are seen by a process that is already running, before its next request', async () => {
    const clock = new TestClock();
    const one = gateFixture({ clock, paceScale: 0, state: open(() => clock.nowMs()) });
    const other = gateFixture({ clock, paceScale: 0, state: open(() => clock.nowMs()) });
    await clock.settle(other.gate.pass(requestOf('/w/1'), 0, other.answering(1)));
    one.gate.report(new ExchangeFailure('HTTP_RATE_LIMIT', '429', { untilMs: clock.wallMs() + 5_000 }));
    const startMs = clock.nowMs();
    await clock.settle(other.gate.pass(requestOf('/w/1'), 0, other.answering(0)));
    expect(clock.nowMs() - startMs).toBeCloseTo(5_000, 3);
    one.gate.report(new ExchangeFailure('HTTP_BAN', '418', { untilMs: clock.wallMs() + 60_000 }));
    await expect(other.gate.pass(requestOf('/w/1'), 0, other.answering(0))).rejects.toMatchObject({
      code: 'HTTP_BAN',
    });
  });

  test('of an exchange on loopback is not one of the real exchange', () => {
    expect(stateName('binance')).toBe('binance');
    expect(stateName('binance', 'http://127.0.0.1:8080')).toBe('binance-127.0.0.1-8080');
    expect(stateName('../x')).toBe('..-x');
  });

  test('is whole wherever its writer is killed', async () => {
    for (let round = 0; round < 12; round++) {
      const writer = await readyChild('write', directory);
      await sleep(5 * round);
      await kill(writer);
      const state = open();
      if (existsSync(join(directory, STOP_FILE))) expect(state.stop()).toMatchObject({ kind: 'ban' });
      // What the writer left half-written is swept away.
      expect(readdirSync(directory).filter((name) => name.includes('.tmp-'))).toEqual([]);
    }
    expect(warnings).toEqual([]);
    expect(open().stop()?.untilMs).toBeGreaterThan(1e12);
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '{"version":2,"stop":null}',
    '{"version":1,"stop":{"kind":"ban","untilMs":"x"}}',
  ])('that cannot be read is set aside with a warning, never deleted: %j', (text) => {
    for (const n of [1, 2]) {
      writeFileSync(join(directory, STOP_FILE), text);
      expect(open().stop()).toBeNull();
      expect(readFileSync(join(directory, `${STOP_FILE}.corrupt-${n}`), 'utf8')).toBe(text);
    }
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain('.corrupt-1');
    const state = open();
    state.setStop({ kind: 'ban', untilMs: 5 });
    expect(open().stop()).toEqual({ kind: 'ban', untilMs: 5 });
  });
});

describe('the ledger on disk', () => {
  test('is shared', async () => {
    const answers = [
      await open(() => 0).lease(ASK),
      await open(() => 0).lease({ ...ASK, needed: 70, wanted: 70 }),
    ];
    expect(answers).toMatchObject([{ weight: 20 }, { weight: 70, used: 90 }]);
    expect(await open(() => 0).lease(ASK)).toMatchObject({ weight: 10, used: 100 });
    expect(await open(() => 1).lease(ASK)).toEqual({ id: null, retryMs: 60_999, used: 100 });
  });

  test.each(['', 'nonsense', '{"version":1,"leases":[{}]}', '{"version":9,"leases":[]}'])(
    'that cannot be read is set aside with a warning: %j',
    async (text) => {
      writeFileSync(join(directory, LEDGER_FILE), text);
      expect(await open().lease(ASK)).toMatchObject({ weight: 20 });
      expect(readFileSync(join(directory, `${LEDGER_FILE}.corrupt-1`), 'utf8')).toBe(text);
      expect(warnings).toHaveLength(1);
    },
  );

  test('is whole wherever its writer is killed, and its lock is taken over', async () => {
    for (let round = 0; round < 8; round++) {
      const writer = await readyChild('lease', directory);
      await sleep(5 * round);
      await kill(writer);
      expect(await open().lease({ ...ASK, limit: 1e9 })).toMatchObject({ weight: 20 });
    }
    expect(warnings).toEqual([]);
    expect(readdirSync(directory)).toEqual([LEDGER_FILE]);
  });

  test('the lock of a killed holder is taken over, a living one is waited for', async () => {
    const holder = await readyChild('hold', directory);
    let isAnswered = false;
    const answer = open().lease(ASK);
    void answer.then(() => (isAnswered = true));
    await sleep(100);
    expect(isAnswered).toBe(false);
    await kill(holder);
    expect(await answer).toMatchObject({ weight: 20 });
    expect(existsSync(join(directory, `${LEDGER_FILE}.lock`))).toBe(false);
  });

  test('a holder that hangs is taken over after 5 s', async () => {
    await readyChild('hold', directory);
    const aheadMs = (): number => Number(process.hrtime.bigint()) / 1e6 + 6_000;
    const tools = { machineMs: aheadMs, sleep: (ms: number) => sleep(ms) };
    const ledger = new LedgerFile(join(directory, LEDGER_FILE), tools, (message) => warnings.push(message));
    expect(await ledger.lease(ASK)).toMatchObject({ weight: 20 });
  });

  test('that cannot be written does not stop a scan: this process counts alone, and says so once', async () => {
    const file = join(directory, 'a file');
    writeFileSync(file, '');
    directory = file;
    const state = open(() => 0);
    expect(await state.lease(ASK)).toMatchObject({ weight: 20 });
    expect(await state.lease({ ...ASK, needed: 90 })).toMatchObject({ id: null });
    state.setStop({ kind: 'ban', untilMs: 5 });
    expect(state.stop()).toEqual({ kind: 'ban', untilMs: 5 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^State in ".*" cannot be kept \((ENOTDIR|EEXIST)\)/);
    directory = resolve(file, '..');
  });
});

describe('two processes at once', () => {
  test('together stay within the safe budget in every window', async () => {
    const starts: { readonly pid: string; readonly atMs: number }[] = [];
    const server = createServer((request, response) => {
      const query = new URL(request.url ?? '', 'http://localhost').searchParams;
      starts.push({ pid: query.get('pid') ?? '', atMs: Number(query.get('at')) });
      response.end('{}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const both = [child('send', directory, url, '70'), child('send', directory, url, '70')];
    expect(await Promise.all(both.map(async (one) => ((await once(one, 'exit')) as [number])[0]))).toEqual([
      0, 0,
    ]);
    server.close();

    expect(starts).toHaveLength(140);
    expect(new Set(starts.map(({ pid }) => pid)).size).toBe(2);
    // 80 in 2 s, 75 % of it. A start is noted a little after it was let through.
    const windowMs = 2_000 - 50;
    const counts = starts.map(
      ({ atMs }) => starts.filter((start) => start.atMs <= atMs && start.atMs > atMs - windowMs).length,
    );
    expect(Math.max(...counts)).toBeLessThanOrEqual(60);
    // And use it: one process alone would have to leave half of it.
    expect(Math.max(...counts)).toBeGreaterThan(45);
  });
});
