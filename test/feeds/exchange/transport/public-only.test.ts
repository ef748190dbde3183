import { describe, expect, test } from '../../../support/jest.js';
import { PRIORITY } from '../../../../src/feeds/exchange/limits/gate.js';
import type { CcxtExchange } from '../../../../src/feeds/exchange/transport/load-exchange.js';
import { openClient } from './test-client.js';

const SYMBOL = 'BTC/USDT';
const MARKET = {
  id: 'BTCUSDT',
  symbol: SYMBOL,
  base: 'BTC',
  quote: 'USDT',
  type: 'spot',
  spot: true,
  active: true,
};

/** What a call of the client does to a network that only counts. */
async function tried(id: string, call: (exchange: CcxtExchange) => Promise<unknown>) {
  let sent = 0;
  const client = await openClient({
    id,
    send: () => {
      sent++;
      return Promise.reject(new Error('Expected nothing to be sent.'));
    },
  });
  client.setMarkets({ [SYMBOL]: MARKET } as never);
  const failure = await client.call(PRIORITY.tickers, undefined, call).catch((error: unknown) => error);
  await client.close();
  return { sent, failure };
}

describe('whatever the client requests, nothing private leaves', () => {
  test('the best bids and asks of coinbase, which it requests with "Bearer undefined"', async () => {
    const { sent, failure } = await tried('coinbase', (exchange) => exchange.fetchBidsAsks());
    expect(sent).toBe(0);
    expect(failure).toMatchObject({ code: 'BAD_SCHEMA', retry: 'no' });
    expect((failure as Error).message).toBe(
      'coinbase: expected a request for public data, got one of a private interface (brokerage/best_bid_ask); nothing was sent.',
    );
  });

  test.each([
    [
      'a header',
      { Authorization: 'Bearer x' },
      'https://api.binance.com/api/v3/time',
      'header "Authorization"',
    ],
    ['a parameter', {}, 'https://api.binance.com/api/v3/time?signature=1', 'parameter "signature"'],
  ])('%s that is a credential, put into a public request', async (_, headers, url, found) => {
    const { sent, failure } = await tried('binance', (exchange) => exchange.fetch(url, 'GET', headers));
    expect(sent).toBe(0);
    expect((failure as Error).message).toBe(
      `binance: expected a request for public data, got one with a credential (${found}); nothing was sent.`,
    );
  });

  test('a public request is sent', async () => {
    const { sent } = await tried('coinbase', (exchange) => exchange.fetchOrderBook(SYMBOL));
    expect(sent).toBe(1);
  });
});
