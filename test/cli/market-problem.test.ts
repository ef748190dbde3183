import { describe, expect, test } from '../support/jest.js';
import { marketProblem } from '../../src/cli/market-problem.js';
import { EXIT } from '../../src/util/error-codes.js';

const problemOf = (code: string) =>
  marketProblem({ symbol: 'BTC/USDT', errors: [{ code, message: 'Why.' }] }, {});

describe('the problem of the requested market', () => {
  test.each(['DATA_GAP', 'MARKET_GONE', 'DEADLINE'])('is one of its data: %s', (code) => {
    expect(problemOf(code)).toMatchObject({ code, exitCode: EXIT.data, scope: 'symbol', retry: 'no' });
  });

  test.each([
    ['HTTP_BAN', EXIT.tryLater],
    ['NET_DNS', EXIT.unavailable],
    ['BAD_BODY', EXIT.protocol],
  ])('is one of its exchange: %s, exit %d', (code, exitCode) => {
    expect(problemOf(code)).toMatchObject({ code, exitCode, scope: 'symbol', retry: 'no' });
  });
});
