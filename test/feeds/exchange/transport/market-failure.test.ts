import { describe, expect, test } from '../../../support/jest.js';
import { ExchangeFailure } from '../../../../src/feeds/exchange/failure.js';
import type { FailureCode } from '../../../../src/feeds/exchange/failure.js';
import { ofOneMarket } from '../../../../src/feeds/exchange/transport/market-failure.js';

describe('a failure of a request about one market', () => {
  const codeOf = (code: FailureCode, status: number, text = '') =>
    ofOneMarket(new ExchangeFailure(code, 'no', { status }), text).code;

  test.each([403, 404, 410])('with status %i is that the market is gone', (status) => {
    expect(codeOf('HTTP_BLOCKED', status)).toBe('MARKET_GONE');
  });

  test.each([
    ['HTTP_BLOCKED', 401],
    ['HTTP_BLOCKED', 451],
    ['HTTP_RATE_LIMIT', 429],
    ['HTTP_BAN', 403],
    ['HTTP_5XX', 500],
    ['BAD_SCHEMA', 400],
  ] as const)('that is %s with status %i is unchanged', (code, status) => {
    expect(codeOf(code, status, '{"msg":"something is wrong"}')).toBe(code);
  });

  test.each([
    'This pair is not provided at present',
    'invalid symbol',
    'Symbol does not exist.',
    "instrument doesn't exist",
    'Unknown market: ABC',
    'contract not found',
    'unsupported trading pair',
  ])('that says %j is that as well', (text) => {
    expect(codeOf('BAD_SCHEMA', 200, JSON.stringify({ code: 1, text }))).toBe('MARKET_GONE');
  });

  test('keeps its sentence and its status', () => {
    const failure = new ExchangeFailure('HTTP_BLOCKED', 'gate answered 404', { status: 404 });
    expect(ofOneMarket(failure, '')).toMatchObject({
      message: 'gate answered 404',
      status: 404,
      scope: 'symbol',
      retry: 'no',
    });
  });
});
