import { describe, expect, test } from '../../../support/jest.js';
import fc from 'fast-check';
import { askedPauseMs, banUntilMs, pauseUntilMs } from '../../../../src/feeds/exchange/transport/pause.js';
import { redact } from '../../../../src/feeds/exchange/transport/redact.js';
import { SharedCall } from '../../../../src/feeds/exchange/transport/shared-call.js';

const NOW_MS = Date.UTC(2026, 10, 24, 10);

describe('redact', () => {
  test.each([
    ['GET https://api.x.com/v1?symbol=BTC&apiKey=abc done', 'GET https://api.x.com/v1 done'],
    ['https://user:pass@api.x.com/', 'https://api.x.com/'],
    ['a\u0000b\u001b[31mc\nd\te', 'a b [31mc d e'],
    ['abc\u202edcba\u2066x', 'abc dcba x'],
    ['{"apiKey":"abc","secret": "def", "sign":1}', '{"apiKey":"…","secret": "…", "sign":1}'],
    ['token=abc;next', 'token=…;next'],
    ['Passphrase: hunter2', 'Passphrase: …'],
    ['plain words stay', 'plain words stay'],
    ['  spaces   too ', 'spaces too'],
  ])('%j becomes %j', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  test('cuts after removals, never before', () => {
    expect(redact(`secret=${'s'.repeat(500)} end`)).toBe('secret=… end');
    expect(redact('x'.repeat(300))).toBe(`${'x'.repeat(199)}…`);
  });

  test('is short and printable for any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 2_000 }),
        fc.integer({ min: 1, max: 300 }),
        (text, limit) => {
          const short = redact(text, limit);
          expect(short.length).toBeLessThanOrEqual(limit);
          expect(short).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
        },
      ),
    );
  });
});

describe('a pause', () => {
  test.each<[Record<string, string>, number | null]>([
    [{ 'retry-after': '7' }, 7_000],
    [{ 'retry-after': ' 2.5 ' }, 2_500],
    [{ 'retry-after': 'Tue, 24 Nov 2026 10:01:00 GMT' }, 60_000],
    [{ 'retry-after': 'Tue, 24 Nov 2026 10:01:00 GMT', date: 'Tue, 24 Nov 2026 10:00:50 GMT' }, 10_000],
    [{ 'retry-after': '' }, null],
    [{ 'retry-after': 'soon' }, null],
    [{ 'x-bapi-limit-reset-timestamp': String(NOW_MS + 1_500) }, 1_500],
    [{ 'gw-ratelimit-reset': '2500' }, 2_500],
    [{}, null],
  ])('requested by %j is %p ms', (headers, expected) => {
    expect(askedPauseMs(headers, NOW_MS)).toBe(expected);
  });

  test('lies 1 s to 15 min ahead, a ban up to 3 days, whatever is requested', () => {
    const value = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.bigInt().map(String),
      fc.date().map(String),
    );
    fc.assert(
      fc.property(value, value, fc.string(), (retryAfter, date, text) => {
        const headers = { 'retry-after': retryAfter, date };
        const pauseMs = pauseUntilMs(headers, NOW_MS) - NOW_MS;
        expect(pauseMs).toBeGreaterThanOrEqual(1_000);
        expect(pauseMs).toBeLessThanOrEqual(900_000);
        const banMs = banUntilMs(text, headers, NOW_MS) - NOW_MS;
        expect(banMs).toBeGreaterThanOrEqual(1_000);
        expect(banMs).toBeLessThanOrEqual(3 * 86_400_000);
      }),
    );
  });
});

describe('a shared call', () => {
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  test('runs once for all who wait and again for later callers', async () => {
    let runs = 0;
    const call = new SharedCall(async () => {
      await turn();
      return ++runs;
    });
    expect(await Promise.all([call.join(), call.join(), call.join()])).toEqual([1, 1, 1]);
    expect(await call.join()).toBe(2);
  });

  test('gives a caller that retries at once, after a failure, a new run', async () => {
    let runs = 0;
    const call = new SharedCall(async () => {
      await turn();
      if (++runs === 1) throw new Error('first');
      return runs;
    });
    const stubborn = () => call.join().catch(() => call.join());
    expect(await Promise.all([stubborn(), stubborn(), stubborn()])).toEqual([2, 2, 2]);
    expect(runs).toBe(2);
  });

  test('is aborted when the last one leaves, and not before', async () => {
    let aborted = false;
    const call = new SharedCall((signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return new Promise<never>(() => undefined);
    });
    const [one, two] = [new AbortController(), new AbortController()];
    const waits = [call.join(one.signal), call.join(two.signal)].map((wait) =>
      wait.catch((error: Error) => error.message),
    );
    one.abort(new Error('one'));
    expect(await waits[0]).toBe('one');
    expect(aborted).toBe(false);
    two.abort(new Error('two'));
    expect(await waits[1]).toBe('two');
    expect(aborted).toBe(true);
  });
});
