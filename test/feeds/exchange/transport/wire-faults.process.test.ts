import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from '../../../support/jest.js';
import type { FaultReport, Outcome } from './fault-run.js';
import { WIRE_FAULTS } from './wire-faults.js';

const DEADLINE_MS = 700;

let report: FaultReport;
let outcomesOf: (fault: string) => Outcome[];

beforeAll(() => {
  const run = spawnSync(process.execPath, ['build/js/test/feeds/exchange/transport/fault-run.js'], {
    encoding: 'utf8',
    env: { ...process.env, HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' },
  });
  expect(run.stderr).toBe('');
  report = JSON.parse(run.stdout) as FaultReport;
  outcomesOf = (fault) => report.outcomes.filter((outcome) => outcome.fault === fault);
});

describe('the real ccxt client, whatever comes over the wire', () => {
  test.each(WIRE_FAULTS.map((fault) => [fault.name, fault] as const))(
    '%s ends in one code',
    (name, fault) => {
      const outcomes = outcomesOf(name);
      expect(outcomes.map(({ call, code }) => ({ call, code }))).toEqual([
        { call: 'candles', code: fault.expect },
        { call: 'markets', code: fault.expect },
      ]);
      for (const { retry, scope, message } of outcomes) {
        if (fault.retry) expect(retry).toBe(fault.retry);
        if (fault.scope) expect(scope).toBe(fault.scope);
        expect(message.length).toBeLessThanOrEqual(300);
      }
    },
  );

  test('a hanging answer ends with the deadline', () => {
    const hanging = WIRE_FAULTS.filter((fault) => fault.hangs).flatMap((fault) => outcomesOf(fault.name));
    expect(hanging.length).toBeGreaterThanOrEqual(10);
    for (const { ms, message } of hanging) {
      expect(ms).toBeGreaterThanOrEqual(DEADLINE_MS - 1);
      // Not with the one of the connection behind it, which says nothing of this.
      expect(message).toContain(`expected a whole answer within ${DEADLINE_MS} ms`);
    }
  });

  test('a drip and an endless error body end by themselves, not with the deadline', () => {
    for (const fault of ['a body that drips', '429 whose body never ends']) {
      for (const { message } of outcomesOf(fault)) expect(message).not.toContain('a whole answer within');
    }
  });

  test('messages say where, and contain neither queries nor control characters', () => {
    for (const { code, message } of report.outcomes) {
      if (code === 'ok') continue;
      expect(message).toMatch(/^binance/);
      expect(message).toMatch(/GET 127\.0\.0\.1:\d+\/api\/v3\/(klines|exchangeInfo)/);
      expect(message).not.toMatch(/\?|\p{Cc}/u);
    }
  });

  test('no rejection is left unhandled', () => {
    expect(report.unhandled).toEqual([]);
  });

  test('bodies of 300 MB cost no more memory than their limits', () => {
    // 2 calls × (32 MiB packed + 32 MiB unpacked) at once, and what the server of the same process holds.
    expect(report.rssGrowthMiB).toBeLessThan(200);
  });
});
