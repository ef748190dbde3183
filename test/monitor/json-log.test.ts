import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { createJsonLog } from '../../src/monitor/outlets/json-log.js';
import { TestClock } from '../support/test-clock.js';

const START_MS = Date.UTC(2026, 0, 1);
const SECRET = 'canary-0123456789';

function logOf(secrets: readonly string[] = []) {
  const lines: string[] = [];
  const clock = new TestClock(START_MS);
  const log = createJsonLog({ write: (line) => lines.push(line), clock, secrets });
  return {
    log,
    clock,
    lines,
    parsed: () => lines.map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

describe('the JSON log', () => {
  test('is one object a line, whose time, level and event no field can replace', () => {
    const { log, lines, parsed } = logOf();
    log.log('info', 'batch', { size: 10, reason: 'a\nb', missing: null, at: 'x', bad: NaN });
    expect(lines).toHaveLength(1);
    expect(lines[0].indexOf('\n')).toBe(lines[0].length - 1);
    expect(parsed()).toEqual([
      {
        size: 10,
        reason: 'a b',
        missing: null,
        bad: null,
        at: '2026-01-01T00:00:00.000Z',
        level: 'info',
        event: 'batch',
      },
    ]);
  });

  test('reports a failure of an exchange once in 10 s, with the number of those it left out', async () => {
    const { log, clock, parsed } = logOf();
    const fail = (exchange: string): void => log.log('error', 'request', { code: 'NET_RESET', exchange });
    for (let n = 0; n < 5000; n++) fail('binance');
    fail('okx');
    expect(parsed()).toHaveLength(2);
    await clock.advance(10_000);
    fail('binance');
    expect(parsed()[2]).toMatchObject({ exchange: 'binance', repeated: 4999 });
    fail('binance');
    log.flush();
    log.flush();
    expect(parsed().slice(3)).toMatchObject([{ exchange: 'binance', repeated: 1 }]);
  });

  test('never shows a secret, not even half of one at a cut, wherever it occurs', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12_000 }), fc.integer({ min: 0, max: 600 }), (before, after) => {
        const { log, lines } = logOf([SECRET]);
        const text = `${'x'.repeat(before)} ${SECRET}${'y'.repeat(after)}`;
        log.log('error', 'x', { message: text, apiKey: SECRET, authorization: `Bearer ${SECRET}` });
        expect(lines.join('')).not.toContain('canary');
      }),
    );
  });

  test('removes queries, user names and secret-looking pairs from texts it knows nothing about', () => {
    const { log, lines } = logOf();
    log.log('error', 'x', {
      message: `GET https://me:${SECRET}@api.example/x?sign=${SECRET} secret=${SECRET}`,
    });
    expect(lines.join('')).not.toContain('canary');
    expect(lines.join('')).toContain('api.example/x');
  });
});
