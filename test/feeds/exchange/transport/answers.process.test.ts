import { afterEach, describe, expect, test } from '../../../support/jest.js';
import type { ExchangeFailure, FailureCode } from '../../../../src/feeds/exchange/failure.js';
import { PRIORITY } from '../../../../src/feeds/exchange/limits/gate.js';
import type { MarketType } from '../../../../src/feeds/exchange/transport/market-scope.js';
import { serveHttp } from './loopback.js';
import { openClient, realClock } from './test-client.js';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The failure of one `fetchTickers` that was answered so. */
async function failureOf(
  { status, body, headers }: Answer,
  id = 'binance',
  type: MarketType = 'spot',
): Promise<ExchangeFailure> {
  const server = await serveHttp((_request, response) => {
    response.writeHead(status, headers);
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  const client = await openClient({ id, type, baseUrl: server.url });
  opened.push(client, server);
  client.setMarkets({ 'BTC/USDT': MARKET });
  return client
    .call(PRIORITY.tickers, undefined, (exchange) => exchange.fetchOHLCV('BTC/USDT', '5m'))
    .then(
      () => {
        throw new Error('it was taken for a good answer');
      },
      (error: unknown) => error as ExchangeFailure,
    );
}

const MARKET = {
  id: 'BTCUSDT',
  symbol: 'BTC/USDT',
  base: 'BTC',
  quote: 'USDT',
  type: 'spot',
  spot: true,
  active: true,
} as never;

/** How long from now, as far as a test can tell. */
const secondsLeft = (untilMs: number | null): number =>
  Math.round(((untilMs ?? 0) - realClock.wallMs()) / 1000);

describe('Retry-After of a 429', () => {
  const date = 'Tue, 24 Nov 2026 10:00:00 GMT';
  test.each([
    ['seconds', { 'retry-after': '7' }, 7],
    ['a date, by the clock of the exchange', { date, 'retry-after': 'Tue, 24 Nov 2026 10:00:30 GMT' }, 30],
    ['a date in the past', { date, 'retry-after': 'Tue, 24 Nov 2026 09:00:00 GMT' }, 1],
    ['an absurd number', { 'retry-after': '9999999999' }, 900],
    ['a negative number', { 'retry-after': '-1' }, 1],
    ['something else', { 'retry-after': 'later' }, 1],
    ['nothing', {}, 1],
  ])('%s', async (_name, headers, seconds) => {
    const failure = await failureOf({ status: 429, body: {}, headers });
    expect(failure).toMatchObject({ code: 'HTTP_RATE_LIMIT', status: 429, scope: 'exchange', exitCode: 75 });
    expect(Math.abs(secondsLeft(failure.untilMs) - seconds)).toBeLessThanOrEqual(2);
  });

  test('of a 503 is respected as well', async () => {
    const failure = await failureOf({ status: 503, body: '', headers: { 'retry-after': '30' } });
    expect(failure.code).toBe('HTTP_5XX');
    expect(Math.abs(secondsLeft(failure.untilMs) - 30)).toBeLessThanOrEqual(2);
    expect((await failureOf({ status: 503, body: '' })).untilMs).toBeNull();
  });

  test.each([['okx'], ['bybit'], ['kucoin'], ['kraken']])('an empty 429 of %s is one too', async (id) => {
    expect(await failureOf({ status: 429, body: {} }, id)).toMatchObject({ code: 'HTTP_RATE_LIMIT' });
  });
});

describe('a ban', () => {
  const date = 'Tue, 24 Nov 2026 10:00:00 GMT';
  test.each([
    ['until a time in the text', { status: 418, body: bannedUntil(600), headers: { date } }, 600],
    ['stated in a 429', { status: 429, body: bannedUntil(600), headers: { date, 'retry-after': '3' } }, 600],
    ['stated in a 403', { status: 403, body: bannedUntil(600), headers: { date } }, 600],
    ['by Retry-After', { status: 418, body: '', headers: { 'retry-after': '3600' } }, 3600],
    ['without an end', { status: 418, body: '' }, 120],
    ['for ever', { status: 418, body: '', headers: { 'retry-after': '9999999999' } }, 3 * 86_400],
  ])('%s', async (_name, answer, seconds) => {
    const failure = await failureOf(answer);
    expect(failure).toMatchObject({ code: 'HTTP_BAN', retry: 'until', scope: 'exchange', exitCode: 75 });
    expect(Math.abs(secondsLeft(failure.untilMs) - seconds)).toBeLessThanOrEqual(2);
  });

  function bannedUntil(seconds: number): string {
    const until = Date.parse(date) + seconds * 1000;
    return JSON.stringify({
      code: -1003,
      msg: `Way too many requests; IP banned until ${until}. Please use`,
    });
  }
});

const binance = (code: number, msg = 'x') => ({ status: 400, body: { code, msg } });
const bybit = (retCode: number, retMsg = 'x') => ({ status: 200, body: { retCode, retMsg, result: {} } });
const okx = (code: string, msg = 'x', status = 200) => ({ status, body: { code, msg, data: [] } });
const kraken = (error: string) => ({ status: 200, body: { error: [error] } });

describe('an error in the body', () => {
  test.each<[string, Answer, FailureCode]>([
    ['binance', binance(-1121, 'Invalid symbol.'), 'MARKET_GONE'],
    ['binance', binance(-1122, 'Invalid symbol status.'), 'MARKET_INACTIVE'],
    ['binance', binance(-1003, 'Too many requests.'), 'HTTP_RATE_LIMIT'],
    ['binance', binance(-1120, 'Invalid interval.'), 'BAD_SCHEMA'],
    ['binance', { status: 200, body: { code: -1121, msg: 'Invalid symbol.' } }, 'MARKET_GONE'],
    ['binance', { status: 500, body: { code: -1001, msg: 'Internal error' } }, 'HTTP_5XX'],
    ['binance', { status: 503, body: { code: -1008, msg: 'Server is busy' } }, 'HTTP_5XX'],
    ['bybit', bybit(10006, 'Too many visits!'), 'HTTP_RATE_LIMIT'],
    ['bybit', bybit(10018, 'exceed ip rate limit'), 'HTTP_RATE_LIMIT'],
    ['bybit', bybit(10016, 'System error'), 'HTTP_5XX'],
    ['bybit', bybit(10009, 'IP banned'), 'HTTP_BAN'],
    ['bybit', bybit(10024, 'compliance'), 'HTTP_BLOCKED'],
    ['bybit', bybit(10001, 'params error: symbol invalid'), 'MARKET_GONE'],
    ['bybit', bybit(10001, 'params error: interval'), 'BAD_SCHEMA'],
    ['bybit', bybit(999_999, 'new'), 'BAD_SCHEMA'],
    ['bybit', { status: 403, body: 'access too frequent' }, 'HTTP_BAN'],
    ['bybit', { status: 403, body: '<html>CloudFront</html>' }, 'HTTP_BLOCKED'],
    ['bybit', { status: 200, body: {} }, 'BAD_SCHEMA'],
    ['okx', okx('50011', 'Too Many Requests'), 'HTTP_RATE_LIMIT'],
    ['okx', okx('50011', 'Too Many Requests', 429), 'HTTP_RATE_LIMIT'],
    ['okx', okx('51001', "Instrument ID doesn't exist"), 'MARKET_GONE'],
    ['okx', okx('51000', 'Parameter instId error', 400), 'MARKET_GONE'],
    ['okx', okx('50001', 'Service temporarily unavailable', 503), 'HTTP_MAINTENANCE'],
    ['okx', okx('50026', 'System error', 500), 'HTTP_5XX'],
    ['kraken', kraken('EAPI:Rate limit exceeded'), 'HTTP_RATE_LIMIT'],
    ['kraken', kraken('EGeneral:Too many requests'), 'HTTP_RATE_LIMIT'],
    ['kraken', kraken('EGeneral:Temporary lockout'), 'HTTP_BAN'],
    ['kraken', kraken('EQuery:Unknown asset pair'), 'MARKET_GONE'],
    ['kraken', kraken('EService:Unavailable'), 'HTTP_5XX'],
    ['kraken', kraken('EService:Market in cancel_only mode'), 'HTTP_MAINTENANCE'],
    ['kraken', kraken('ENew:Something'), 'BAD_SCHEMA'],
  ])('%s: %j is %s', async (id, answer, code) => {
    const failure = await failureOf(answer, id);
    expect(failure.code).toBe(code);
    expect(failure.message.length).toBeLessThanOrEqual(300);
    expect(failure.cause).toBeUndefined();
    expect(failure.untilMs === null).toBe(!['HTTP_RATE_LIMIT', 'HTTP_BAN'].includes(code));
  });

  test('bybit’s own reset time is respected', async () => {
    const reset = String(realClock.wallMs() + 4_000);
    const answer = { ...bybit(10006), headers: { 'x-bapi-limit-reset-timestamp': reset } };
    const { untilMs } = await failureOf(answer, 'bybit');
    expect(Math.abs(secondsLeft(untilMs) - 4)).toBeLessThanOrEqual(2);
  });

  test('a long one is cut, without its queries, secrets and control characters', async () => {
    const msg = `\u001b[31mlook at https://u:p@x.example/a?apiKey=abc \u202e secret: "hunter2" ${'y'.repeat(300_000)}`;
    const { message } = await failureOf({ status: 400, body: { code: -1130, msg } });
    expect(message.length).toBeLessThanOrEqual(300);
    expect(message).not.toMatch(/[\p{Cc}\u202e]|abc|hunter2|u:p@/u);
  });
});
