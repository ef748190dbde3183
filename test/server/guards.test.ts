import { describe, expect, test } from '../support/jest.js';
import fc from 'fast-check';
import { checkListenOptions, hostsOf, parseListenAddress } from '../../src/server/listen-address.js';
import { checkRequest, type GuardPolicy } from '../../src/server/request-guard.js';
import { SECURITY_HEADERS } from '../../src/server/security-headers.js';
import { parseTarget } from '../../src/server/request-target.js';
import { createToken, isSameToken } from '../../src/server/token.js';
import { EXIT } from '../../src/util/error-codes.js';

test('the policy that is sent runs scripts of this server alone, and WebAssembly', () => {
  const policy = SECURITY_HEADERS['Content-Security-Policy'].split('; ');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval'");
  expect(policy.join('; ')).not.toMatch(/'unsafe-(inline|eval|hashes)'|https?:|\*|blob:/);
});

describe('request targets', () => {
  test('are parsed into path and query', () => {
    const target = parseTarget('/history?minutes=10&kind=a%20b');
    expect(target?.path).toBe('/history');
    expect([...target!.query]).toEqual([
      ['minutes', '10'],
      ['kind', 'a b'],
    ]);
  });

  test('of any text at all never throw, and accepted ones cannot climb', () => {
    const piece = fc.constantFrom(
      '/',
      '.',
      '..',
      '%2e',
      '%',
      '\\',
      '?',
      '#',
      'a',
      '\0',
      ':',
      '[',
      'http://',
      'é',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(piece).map((pieces) => pieces.join('')),
    );
    fc.assert(
      fc.property(text, (raw) => {
        const target = parseTarget(raw);
        if (target === null) return;
        expect(target.path).toMatch(/^\/[\w./-]*$/);
        expect(target.path).not.toMatch(/\/\/|\/\.|\/$(?<!^\/)/);
        expect(new URL(raw, 'http://127.0.0.1').pathname).toBe(target.path);
      }),
    );
  });
});

describe('guards', () => {
  const policy: GuardPolicy = {
    hosts: hostsOf(9464, []),
    token: createToken(),
    cookie: 'squall-9464',
    tokenFor: 'changes',
  };

  test('let no POST through without host, origin and token, whatever else is sent', () => {
    const header = fc.constantFrom(
      'Host',
      'Origin',
      'Authorization',
      'Sec-Fetch-Site',
      'X-Forwarded-Host',
      'Referer',
    );
    const value = fc.constantFrom(
      '127.0.0.1:9464',
      'http://127.0.0.1:9464',
      'http://evil.example',
      'null',
      'same-origin',
      'cross-site',
      `Bearer ${policy.token}`,
      'Bearer x',
    );
    const headers = fc.array(fc.tuple(header, value), { maxLength: 8 });
    fc.assert(
      fc.property(headers, (pairs) => {
        const refusal = checkRequest({ method: 'POST', target: '/', rawHeaders: pairs.flat() }, policy);
        const sent = (name: string): string[] =>
          pairs.filter(([key]) => key === name).map(([, text]) => text);
        const isRight =
          sent('Host').join() === '127.0.0.1:9464' &&
          sent('Authorization').join() === `Bearer ${policy.token}` &&
          (sent('Origin').join() === 'http://127.0.0.1:9464' ||
            (sent('Origin').length === 0 && sent('Sec-Fetch-Site').join() === 'same-origin')) &&
          sent('Sec-Fetch-Site').every((site) => site === 'same-origin');
        expect(refusal === null).toBe(isRight);
      }),
      {
        numRuns: 2000,
        examples: [
          [
            [
              ['Host', '127.0.0.1:9464'],
              ['Origin', 'http://127.0.0.1:9464'],
              ['Authorization', `Bearer ${policy.token}`],
            ],
          ],
        ],
      },
    );
  });
});

describe('tokens', () => {
  test('have 128 bits and are new each time', () => {
    const tokens = new Set(Array.from({ length: 100 }, createToken));
    expect(tokens.size).toBe(100);
    for (const token of tokens) expect(token).toMatch(/^[\w-]{22}$/);
  });

  test('are the same only if they are the same, of any length', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => expect(isSameToken(a, b)).toBe(a === b)));
    fc.assert(fc.property(fc.string(), (text) => expect(isSameToken(text, text)).toBe(true)));
  });
});

describe('addresses to listen on', () => {
  test.each([
    ['9464', '127.0.0.1', 9464],
    ['127.0.0.1:0', '127.0.0.1', 0],
    ['localhost:80', '127.0.0.1', 80],
    ['[::1]:65535', '::1', 65535],
    ['0.0.0.0:9464', '0.0.0.0', 9464],
  ])('%s', (text, host, port) => {
    expect(parseListenAddress(text)).toEqual({ host, port });
  });

  test.each([
    '',
    ':',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    'evil.example:80',
    '::1:80',
    '[127.0.0.1',
    '1.2.3.4:x',
  ])('%j is none, in one sentence', (text) => {
    expect(() => parseListenAddress(text)).toThrow(
      expect.objectContaining({
        exitCode: EXIT.usage,
        message: expect.stringContaining(JSON.stringify(text)) as unknown,
      }),
    );
  });

  test('that others can reach need a token and names', () => {
    const open = { host: '0.0.0.0', port: 9464 };
    const token = 'a'.repeat(11);
    expect(() => checkListenOptions(open)).toThrow(/needs a token/);
    expect(() => checkListenOptions({ ...open, token })).toThrow(/needs the host names/);
    expect(() => checkListenOptions({ ...open, token: 'short', allowedHosts: ['a'] })).toThrow(
      /at least 11 characters, got 5/,
    );
    expect(() => checkListenOptions({ ...open, token: 'spaces are none', allowedHosts: ['a'] })).toThrow(
      /letters, digits/,
    );
    expect(() => checkListenOptions({ ...open, token, allowedHosts: ['a'] })).not.toThrow();
    expect(() => checkListenOptions({ host: '::1', port: 0 })).not.toThrow();
  });
});
