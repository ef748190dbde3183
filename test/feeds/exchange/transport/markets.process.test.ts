import { afterEach, describe, expect, test } from '../../../support/jest.js';
import { PRIORITY } from '../../../../src/feeds/exchange/limits/gate.js';
import type { ExchangeClient } from '../../../../src/feeds/exchange/transport/ccxt-client.js';
import { sendJson, serveHttp } from './loopback.js';
import type { Loopback } from './loopback.js';
import { EXCHANGE_INFO, KLINES, openClient } from './test-client.js';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

/** A client and a server whose answer to `exchangeInfo` can be changed; 'hang' never answers, numbers are statuses. */
async function exchangeWith(first: unknown): Promise<{
  client: ExchangeClient;
  server: Loopback;
  asked: string[];
  answer: (next: unknown) => void;
}> {
  let current = first;
  const asked: string[] = [];
  const server = await serveHttp((request, response) => {
    asked.push(request.url ?? '');
    if (!request.url?.includes('exchangeInfo')) return sendJson(response, KLINES);
    if (current === 'hang') return;
    if (typeof current === 'number') return sendJson(response, {}, current);
    sendJson(response, current);
  });
  const client = await openClient({ baseUrl: server.url, deadlineMs: 4_000 });
  opened.push(client, server);
  return { client, server, asked, answer: (next) => (current = next) };
}

const candles = (client: ExchangeClient, signal?: AbortSignal) =>
  client.call(PRIORITY.candles, signal, (exchange) => exchange.fetchOHLCV('BTC/USDT', '5m'));

describe('markets', () => {
  test('are requested once, however many wait, and then kept', async () => {
    const { client, asked } = await exchangeWith(EXCHANGE_INFO);
    const all = await Promise.all([client.loadMarkets(), client.loadMarkets(), candles(client)]);
    await client.loadMarkets();
    expect(Object.keys(all[0])).toEqual(['BTC/USDT', 'ETH/USDT']);
    expect(all[1]).toBe(all[0]);
    expect(asked.filter((url) => url.includes('exchangeInfo'))).toHaveLength(1);
  });

  test.each([
    ['an empty object', {}],
    ['an empty list', []],
    ['a list without markets', { symbols: [] }],
    ['markets without names', { symbols: [{ status: 'TRADING', filters: [] }] }],
    ['another shape', { symbols: 'BTCUSDT' }],
    ['markets of null', { symbols: [null] }],
  ])('%s is a failure, not a list, and heals', async (_name, wrong) => {
    const { client, answer } = await exchangeWith(wrong);
    await expect(client.loadMarkets()).rejects.toMatchObject({ code: 'BAD_SCHEMA' });
    await expect(candles(client)).rejects.toMatchObject({ code: 'BAD_SCHEMA' });
    answer(EXCHANGE_INFO);
    expect(Object.keys(await client.loadMarkets())).toHaveLength(2);
    expect(await candles(client)).toHaveLength(3);
  });

  test('a failure is not kept: the next call requests them again', async () => {
    const { client, asked, answer } = await exchangeWith(503);
    await expect(client.loadMarkets()).rejects.toMatchObject({ code: 'HTTP_5XX' });
    await expect(candles(client)).rejects.toMatchObject({ code: 'HTTP_5XX' });
    answer(EXCHANGE_INFO);
    expect(await candles(client)).toHaveLength(3);
    expect(asked.filter((url) => url.includes('exchangeInfo'))).toHaveLength(3);
  });

  test('an exchange that was down at the start is found when it is back', async () => {
    const gone = await serveHttp((_request, response) => sendJson(response, EXCHANGE_INFO));
    await gone.close();
    const client = await openClient({ baseUrl: gone.url });
    opened.push(client);
    await expect(client.loadMarkets()).rejects.toMatchObject({ code: 'NET_RESET' });
    await expect(client.loadMarkets()).rejects.toMatchObject({ code: 'NET_RESET' });
  });

  test('the last good ones stay when a reload fails', async () => {
    const { client, answer } = await exchangeWith(EXCHANGE_INFO);
    await client.loadMarkets();
    for (const wrong of [{}, 500, { symbols: [] }]) {
      answer(wrong);
      await expect(client.loadMarkets({ reload: true })).rejects.toMatchObject({ name: 'SquallError' });
      expect(Object.keys(await client.loadMarkets())).toHaveLength(2);
      expect(await candles(client)).toHaveLength(3);
    }
  });

  test('can be set from a cache, and are not requested then', async () => {
    const { client, asked } = await exchangeWith(EXCHANGE_INFO);
    const kept = JSON.parse(JSON.stringify(await client.loadMarkets())) as Parameters<
      typeof client.setMarkets
    >[0];
    const other = await openClient({ baseUrl: (await exchangeWith(500)).server.url });
    opened.push(other);
    other.setMarkets(kept);
    expect(await candles(other)).toHaveLength(3);
    expect(asked).toHaveLength(1);
    expect(() => other.setMarkets({})).toThrow(expect.objectContaining({ code: 'BAD_SCHEMA' }));
    expect(await candles(other)).toHaveLength(3);
  });

  test('a caller that stops waiting leaves the list to the others', async () => {
    const { client, answer, asked } = await exchangeWith('hang');
    const impatient = new AbortController();
    const first = client.loadMarkets({ signal: impatient.signal });
    const second = client.loadMarkets();
    impatient.abort(new Error('no time'));
    await expect(first).rejects.toThrow('no time');
    await expect(second).rejects.toMatchObject({ code: 'NET_TIMEOUT' });
    answer(EXCHANGE_INFO);
    expect(Object.keys(await client.loadMarkets())).toHaveLength(2);
    expect(asked).toHaveLength(2);
  });
});
