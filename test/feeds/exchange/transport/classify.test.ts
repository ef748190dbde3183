import { describe, expect, test } from '../../../support/jest.js';
import { tries } from '../../../support/budget.js';
import { errors as undiciErrors } from 'undici';
import fc from 'fast-check';
import { ExchangeFailure, FAILURE_CODES } from '../../../../src/feeds/exchange/failure.js';
import type { FailureCode } from '../../../../src/feeds/exchange/failure.js';
import { classify } from '../../../../src/feeds/exchange/transport/classify.js';
import { StatusError } from '../../../../src/feeds/exchange/transport/http-status.js';
import { inBandFailure } from '../../../../src/feeds/exchange/transport/in-band.js';

const context = {
  exchange: 'binance',
  where: 'GET api.binance.com/api/v3/klines',
  wallMs: 1_700_000_000_000,
};

const coded = (code: string): Error => Object.assign(new Error(code), { code });

const ccxtErrors = (await import(
  new URL('./src/base/errors.js', import.meta.resolve('ccxt')).href
)) as Record<string, new (message: string) => Error>;

describe('classify', () => {
  test.each<[string, FailureCode]>([
    ['ETIMEDOUT', 'NET_TIMEOUT'],
    ['UND_ERR_CONNECT_TIMEOUT', 'NET_TIMEOUT'],
    ['UND_ERR_BODY_TIMEOUT', 'NET_TIMEOUT'],
    ['ECONNRESET', 'NET_RESET'],
    ['ECONNREFUSED', 'NET_RESET'],
    ['EPIPE', 'NET_RESET'],
    ['EHOSTUNREACH', 'NET_RESET'],
    ['ENOTFOUND', 'NET_DNS'],
    ['EAI_AGAIN', 'NET_DNS'],
    ['EAI_NODATA', 'NET_DNS'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'NET_TLS'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'NET_TLS'],
    ['CERT_HAS_EXPIRED', 'NET_TLS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'NET_TLS'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'NET_TLS'],
    ['HPE_INVALID_CONSTANT', 'BAD_BODY'],
    ['constructor', 'BAD_SCHEMA'],
    ['ENEW', 'BAD_SCHEMA'],
  ])('error code %s is %s, alone, as a cause and as one of several', (code, expected) => {
    const error = coded(code);
    const several = new AggregateError([error, coded('ENEW')], 'all addresses failed');
    for (const one of [error, new TypeError('fetch failed', { cause: error }), several]) {
      expect(classify(one, context).code).toBe(expected);
    }
  });

  const WHERE = context.where;
  test.each<[string, string]>([
    ['ETIMEDOUT', `expected an answer in time, got none from ${WHERE} (a reason).`],
    ['ECONNREFUSED', `expected an answer to ${WHERE}, but the connection was refused (a reason).`],
    ['ENETUNREACH', `expected an answer to ${WHERE}, but no connection could be made (a reason).`],
    ['ECONNRESET', `expected a whole answer from ${WHERE}, but the connection broke (a reason).`],
    ['ENOTFOUND', `expected an answer to ${WHERE}, but the host's name was not found (a reason).`],
    [
      'CERT_HAS_EXPIRED',
      `expected a secure connection and a valid certificate for ${WHERE}, got none (a reason); nothing is sent without.`,
    ],
    ['HPE_INVALID_CONSTANT', `expected an HTTP answer, got something unreadable from ${WHERE} (a reason).`],
    ['ENEW', `expected data in the documented shape, got something else from ${WHERE} (a reason).`],
  ])('error code %s is reported in one sentence', (code, sentence) => {
    const error = Object.assign(new Error('a reason'), { code });
    expect(classify(error, context).message).toBe(`binance: ${sentence}`);
  });

  test("of OpenSSL's message only the reason is reported", () => {
    const text = '80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/x.c:355:';
    const error = Object.assign(new Error(text), { code: 'ERR_SSL_WRONG_VERSION_NUMBER' });
    expect(classify(error, context).message).toContain(' (wrong version number); ');
  });

  test('a connection refused by an emulator asks whether it runs', () => {
    const { message } = classify(coded('ECONNREFUSED'), { ...context, isEmulated: true });
    expect(message).toMatch(/ was refused \(ECONNREFUSED\): is the emulator running there\?$/);
  });

  test("undici's own errors each have a meaning", () => {
    const meant: Record<string, FailureCode> = {
      SocketError: 'NET_RESET',
      ConnectTimeoutError: 'NET_TIMEOUT',
      HeadersTimeoutError: 'NET_TIMEOUT',
      BodyTimeoutError: 'NET_TIMEOUT',
      HeadersOverflowError: 'BAD_BODY',
      ResponseContentLengthMismatchError: 'NET_RESET',
      ResponseExceededMaxSizeError: 'BAD_BODY',
      HTTPParserError: 'BAD_BODY',
      ClientDestroyedError: 'NET_RESET',
      ClientClosedError: 'NET_RESET',
    };
    for (const [name, code] of Object.entries(meant)) {
      const Kind = (undiciErrors as unknown as Record<string, new (message: string) => Error>)[name];
      expect([name, classify(new Kind('x'), context).code]).toEqual([name, code]);
    }
  });

  test.each<[string, FailureCode]>([
    ['RateLimitExceeded', 'HTTP_RATE_LIMIT'],
    ['DDoSProtection', 'HTTP_RATE_LIMIT'],
    ['OnMaintenance', 'HTTP_MAINTENANCE'],
    ['OperationFailed', 'BAD_SCHEMA'],
    ['RequestTimeout', 'NET_TIMEOUT'],
    ['InvalidNonce', 'BAD_SCHEMA'],
    ['BadSymbol', 'MARKET_GONE'],
    ['ContractUnavailable', 'MARKET_INACTIVE'],
    ['MarketClosed', 'MARKET_INACTIVE'],
    ['PermissionDenied', 'HTTP_BLOCKED'],
    ['RestrictedLocation', 'HTTP_BLOCKED'],
    ['BadRequest', 'BAD_SCHEMA'],
    ['NotSupported', 'BAD_SCHEMA'],
    ['NullResponse', 'BAD_SCHEMA'],
    ['OrderNotFound', 'BAD_SCHEMA'],
  ])('%s of ccxt is %s', (name, code) => {
    expect(classify(new ccxtErrors[name]('binance {"code":-1}'), context).code).toBe(code);
  });

  test('every class of ccxt has a meaning', () => {
    const classes = Object.entries(ccxtErrors).filter(([name]) => name !== 'default');
    expect(classes.length).toBeGreaterThan(30);
    for (const [, Kind] of classes) expect(classify(new Kind('x'), context).cause).toBeUndefined();
  });

  test('a failure is unchanged', () => {
    const failure = new ExchangeFailure('HTTP_BAN', 'banned', { untilMs: 5 });
    expect(classify(failure, context)).toBe(failure);
  });

  test('an unknown error keeps itself as the cause', () => {
    const error = new TypeError('x is not iterable');
    expect(classify(error, context)).toMatchObject({ code: 'BAD_SCHEMA', cause: error });
  });

  const codes: readonly string[] = FAILURE_CODES;
  const anyText = fc.string({ unit: 'binary', maxLength: 600 });
  const circle = (): Error => {
    const error = new Error('round');
    error.cause = error;
    return error;
  };
  const hostile = fc.constantFrom<unknown>(
    circle(),
    new Proxy({}, { getPrototypeOf: () => { throw new Error('no'); } }), // prettier-ignore
    { get code(): string { throw new Error('no'); } }, // prettier-ignore
    { message: { toString: null } },
    Object.create(null),
    new AggregateError([circle(), circle()]),
    Symbol('s'),
    (): void => undefined,
    Object.assign(new Error('x'), { errors: 7, cause: 'y', code: 42 }),
  );

  test('gives a documented code for any error, and never throws', () => {
    const thrown = fc.oneof(
      fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withTypedArray: true }),
      hostile,
      fc.record({ code: anyText, message: anyText, name: anyText, cause: fc.anything() }),
      fc
        .tuple(fc.integer({ min: -1, max: 1000 }), fc.dictionary(anyText, anyText), anyText)
        .map(([status, headers, text]) => new StatusError(status, headers, text)),
      anyText.map((message) => new ccxtErrors.ExchangeError(message)),
    );
    fc.assert(
      fc.property(thrown, anyText, (error, where) => {
        const failure = classify(error, { ...context, where: where.slice(0, 80) });
        expect(failure).toBeInstanceOf(ExchangeFailure);
        expect(codes).toContain(failure.code);
        expect(failure.message.length).toBeLessThanOrEqual(300);
        expect([failure.untilMs === null, Number.isFinite(failure.untilMs)]).toContain(true);
      }),
      { numRuns: tries(2_000) },
    );
  });

  test('so does an answer with whatever text, and only a good one is none', () => {
    const answer = fc.record({
      status: fc.oneof(fc.constant(200), fc.integer({ min: 100, max: 999 })),
      headers: fc.dictionary(
        fc.constantFrom('retry-after', 'date', 'x-bapi-limit-reset-timestamp', 'x'),
        anyText,
      ),
      text: anyText,
      json: fc.anything(),
    });
    fc.assert(
      fc.property(answer, fc.oneof(fc.constant(undefined), fc.anything()), (given, thrown) => {
        const failure = inBandFailure(given, thrown, context);
        if (given.status === 200 && thrown === undefined) expect(failure).toBeNull();
        else {
          expect(codes).toContain(failure?.code);
          expect(failure?.message.length).toBeLessThanOrEqual(300);
          if (failure?.untilMs != null) {
            expect(failure.untilMs).toBeGreaterThanOrEqual(context.wallMs + 1_000);
            expect(failure.untilMs).toBeLessThanOrEqual(context.wallMs + 3 * 86_400_000);
          }
        }
      }),
      { numRuns: tries(2_000) },
    );
  });
});
