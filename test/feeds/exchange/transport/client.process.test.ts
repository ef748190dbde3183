import { afterEach, describe, expect, test } from '../../../support/jest.js';
import { PRIORITY } from '../../../../src/feeds/exchange/limits/gate.js';
import type { RequestGate } from '../../../../src/feeds/exchange/limits/gate.js';
import type { ClientOptions, ExchangeClient } from '../../../../src/feeds/exchange/transport/ccxt-client.js';
import type { HttpRequest, Send } from '../../../../src/feeds/exchange/transport/http.js';
import { parseBaseUrl } from '../../../../src/feeds/exchange/transport/base-url.js';
import { exchangeHosts } from '../../../../src/feeds/exchange/transport/exchange-hosts.js';
import { exchangeIds } from '../../../../src/feeds/exchange/transport/exchange-ids.js';
import { loadExchange } from '../../../../src/feeds/exchange/transport/load-exchange.js';
import type { MarketType } from '../../../../src/feeds/exchange/transport/market-scope.js';
import { sendJson, serveHttp } from './loopback.js';
import { EXCHANGE_INFO, KLINES, goodAnswer, openClient } from './test-client.js';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

async function opens(options: Partial<ClientOptions>): Promise<ExchangeClient> {
  const client = await openClient(options);
  opened.push(client);
  return client;
}

/** Every request that was made, and an answer by path. */
function recording(answer: (path: string) => unknown = goodAnswer): { asked: HttpRequest[]; send: Send } {
  const asked: HttpRequest[] = [];
  const send: Send = async (request) => {
    asked.push(request);
    const text = JSON.stringify(answer(new URL(request.url).pathname));
    return { status: 200, headers: {}, text, json: JSON.parse(text) as object, wireBytes: text.length };
  };
  return { asked, send };
}

describe('which exchange', () => {
  test('an unknown one is rejected, with the likely one', async () => {
    for (const [wrong, meant] of [
      ['binanse', 'binance'],
      ['Kraken', 'kraken'],
      ['bybitt', 'bybit'],
    ]) {
      await expect(openClient({ id: wrong })).rejects.toMatchObject({
        code: 'USAGE',
        exitCode: 64,
        message: expect.stringContaining(`got ${JSON.stringify(wrong)}; did you mean "${meant}"?`) as unknown,
      });
    }
  });

  test.each([['../base/Exchange'], ['base'], [''], ['pro/binance'], ['__proto__'], ['x'.repeat(5_000)]])(
    '%p is not one',
    async (id) => {
      await expect(openClient({ id })).rejects.toMatchObject({ code: 'USAGE', exitCode: 64 });
    },
  );

  test('a type of market that it lacks is rejected', async () => {
    await expect(openClient({ id: 'bitbank', type: 'swap' })).rejects.toMatchObject({
      exitCode: 64,
      message: 'Expected a type of markets that bitbank has, got swap; did you mean "spot"?',
    });
  });

  test('one without candles is rejected', async () => {
    await expect(openClient({ id: 'coinmate' })).rejects.toMatchObject({
      exitCode: 64,
      message: 'Expected an exchange that has candles, got coinmate.',
    });
  });

  test('every one that ccxt knows has its own hosts, by https', async () => {
    const ids = exchangeIds();
    expect(ids.length).toBeGreaterThan(90);
    for (const id of ['binance', 'bybit', 'okx', 'kraken', 'kucoin', 'htx', 'ndax']) {
      const hosts = exchangeHosts(await loadExchange(id, 'spot'));
      expect([...hosts].filter((host) => /[{}\s]/.test(host))).toEqual([]);
      expect(hosts.size).toBeGreaterThan(0);
    }
    expect([...exchangeHosts(await loadExchange('bybit', 'spot'))]).toEqual(['api.bybit.com']);
    expect(exchangeHosts(await loadExchange('htx', 'spot')).has('api.huobi.pro')).toBe(true);
    expect(exchangeHosts(await loadExchange('ndax', 'spot')).has('api.ndax.io:8443')).toBe(true);
  });
});

describe('markets of one type', () => {
  const hostAndPath = (url: string) => `${new URL(url).host}${new URL(url).pathname}${new URL(url).search}`;

  test.each<[string, MarketType, string[]]>([
    ['binance', 'spot', ['api.binance.com/api/v3/exchangeInfo']],
    ['binance', 'swap', ['fapi.binance.com/fapi/v1/exchangeInfo']],
    ['bybit', 'spot', ['api.bybit.com/v5/market/instruments-info?category=spot']],
    [
      'bybit',
      'swap',
      ['', '&status=PreLaunch'].map(
        (more) => `api.bybit.com/v5/market/instruments-info?category=linear&limit=1000${more}`,
      ),
    ],
    ['okx', 'spot', ['www.okx.com/api/v5/public/instruments?instType=SPOT']],
    ['okx', 'swap', ['www.okx.com/api/v5/public/instruments?instType=SWAP']],
    ['kraken', 'spot', ['api.kraken.com/0/public/AssetPairs']],
    ['mexc', 'spot', ['api.mexc.com/api/v3/exchangeInfo']],
    ['mexc', 'swap', ['api.mexc.com/api/v1/contract/detail']],
    [
      'gate',
      'spot',
      ['api.gateio.ws/api/v4/margin/currency_pairs', 'api.gateio.ws/api/v4/spot/currency_pairs'],
    ],
    [
      'bitget',
      'spot',
      ['api.bitget.com/api/v2/margin/currencies', 'api.bitget.com/api/v2/spot/public/symbols'],
    ],
    ['htx', 'spot', ['api.huobi.pro/v1/common/symbols']],
    ['hyperliquid', 'swap', ['api.hyperliquid.xyz/info']],
  ])('%s %s requests nothing else', async (id, type, expected) => {
    const { asked, send } = recording(() => ({ retCode: 0, code: '0', result: {}, data: [] }));
    const client = await opens({ id, type, send });
    // Whether such an answer can be read is another matter.
    await client.loadMarkets().catch(() => undefined);
    const urls = new Set(asked.map(({ url }) => hostAndPath(url)));
    expect([...urls].sort()).toEqual(expected);
  });
});

describe('a base URL', () => {
  test.each([
    'http://10.0.0.1:8080',
    'http://example.com',
    'http://127.0.0.1.example.com',
    'http://169.254.169.254',
    'http://0.0.0.0:80',
    'http://[::2]:80',
    'http://user:pass@127.0.0.1:80',
    'http://127.0.0.1:80/api',
    'http://127.0.0.1:8080/?x=1',
    'ftp://127.0.0.1',
    'file:///etc/passwd',
    '127.0.0.1:8080',
    '',
  ])('%p is rejected', async (baseUrl) => {
    await expect(openClient({ baseUrl })).rejects.toMatchObject({ code: 'USAGE', exitCode: 64 });
  });

  test.each(['http://127.0.0.1:8080', 'http://127.0.0.1:8080/', 'http://localhost:9', 'https://[::1]:8443'])(
    '%p is taken',
    (baseUrl) => {
      expect(parseBaseUrl(baseUrl).pathname).toBe('/');
    },
  );

  const emptyWorld = { retCode: 0, code: '0', error: [], result: { list: [] }, data: [], symbols: [] };

  test.each<[string, MarketType, string]>([
    ['binance', 'spot', '/api/v3/exchangeInfo'],
    ['binance', 'swap', '/fapi/v1/exchangeInfo'],
    ['bybit', 'swap', '/v5/market/instruments-info'],
    ['kraken', 'spot', '/0/public/AssetPairs'],
    ['okx', 'swap', '/api/v5/public/instruments'],
  ])('receives the requests of %s %s, path and query unchanged', async (id, type, path) => {
    const asked: string[] = [];
    const server = await serveHttp((request, response) => {
      asked.push(request.url ?? '');
      sendJson(response, emptyWorld);
    });
    opened.push(server);
    const seenByGate: string[] = [];
    const gate: RequestGate = {
      pass: async (request, _priority, send) => {
        seenByGate.push(request.url);
        return send(request);
      },
    };
    const client = await opens({ id, type, baseUrl: server.url, gate });
    await expect(client.loadMarkets()).rejects.toMatchObject({ code: 'BAD_SCHEMA' });
    expect(asked.length).toBeGreaterThan(0);
    expect(new Set(asked.map((url) => url.split('?')[0]))).toEqual(new Set([path]));
    // The gate keeps its budgets by the exchange's own hosts.
    expect(seenByGate.map((url) => new URL(url).pathname + new URL(url).search)).toEqual(asked);
    expect(seenByGate.every((url) => url.startsWith('https://'))).toBe(true);
  });
});

describe('a call', () => {
  test('sends its priority and signal with every request, however deep', async () => {
    const passed: { priority: number; signal: AbortSignal | undefined; path: string }[] = [];
    const gate: RequestGate = {
      pass: async (request, priority, send) => {
        passed.push({ priority, signal: request.signal, path: new URL(request.url).pathname });
        return send(request);
      },
    };
    const { send } = recording();
    const client = await opens({ gate, send });
    const { signal } = new AbortController();
    await Promise.all([
      client.call(PRIORITY.candles, signal, (exchange) => exchange.fetchOHLCV('BTC/USDT', '5m')),
      client.call(PRIORITY.facts, undefined, (exchange) => exchange.fetchOHLCV('ETH/USDT', '5m')),
    ]);
    const byPriority = [...passed].sort((a, b) => b.priority - a.priority);
    expect(byPriority.map(({ priority, path }) => [priority, path])).toEqual([
      [PRIORITY.markets, '/api/v3/exchangeInfo'],
      [PRIORITY.candles, '/api/v3/klines'],
      [PRIORITY.facts, '/api/v3/klines'],
    ]);
    expect(byPriority[1].signal).toBe(signal);
    expect(byPriority[2].signal).toBeUndefined();
  });

  test('ends with the reason of its signal, before and while it runs', async () => {
    const server = await serveHttp(() => undefined);
    opened.push(server);
    const client = await opens({ baseUrl: server.url });
    const stop = new AbortController();
    const running = client.call(0, stop.signal, (exchange) => exchange.fetchOHLCV('BTC/USDT', '5m'));
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    await expect(client.loadMarkets({ signal: stop.signal })).rejects.toThrow('enough');
    await expect(client.call(0, stop.signal, async () => 1)).rejects.toThrow('enough');
  });

  test('returns values like ccxt, whole numbers beyond 2^53 as text', async () => {
    const { send } = recording((path) => goodAnswer(path));
    const client = await opens({ send });
    const candles = await client.call(0, undefined, (exchange) => exchange.fetchOHLCV('BTC/USDT', '5m'));
    expect(candles[2]).toEqual([KLINES[2][0], 100, 101.5, 99.5, 102.25, 12.5]);
    const big = '{"id":12345678901234567890}';
    const bigClient = await opens({
      send: async () => ({
        status: 200,
        headers: {},
        text: big,
        json: JSON.parse(big) as object,
        wireBytes: 1,
      }),
    });
    const answer: unknown = await bigClient.call(0, undefined, (exchange) => exchange.request('time'));
    expect(answer).toEqual({ id: '12345678901234567890' });
  });

  test('that trips over an answer is BAD_SCHEMA, not a TypeError', async () => {
    const { send } = recording((path) => (path.includes('exchangeInfo') ? EXCHANGE_INFO : [[{}, null], 7]));
    const client = await opens({ send });
    const failure = client.call(0, undefined, async (exchange) => {
      await exchange.fetchOHLCV('BTC/USDT', '5m');
      return (null as unknown as { rows: number }).rows;
    });
    await expect(failure).rejects.toMatchObject({ code: 'BAD_SCHEMA', exitCode: 76 });
  });

  test('for a market that is not listed is MARKET_GONE', async () => {
    const { send } = recording();
    const client = await opens({ send });
    const failure = client.call(0, undefined, (exchange) => exchange.fetchOHLCV('GONE/USDT', '5m'));
    await expect(failure).rejects.toMatchObject({ code: 'MARKET_GONE', scope: 'symbol', retry: 'no' });
  });

  test('can neither log in, nor print network traffic, nor send anything but queries', async () => {
    const { asked, send } = recording();
    const client = await opens({ send });
    await client.call(0, undefined, async (exchange) => {
      const settable = exchange as unknown as Record<string, unknown>;
      for (const name of ['apiKey', 'secret', 'password', 'privateKey', 'httpProxy', 'socksProxy']) {
        expect(() => (settable[name] = 'x')).toThrow(expect.objectContaining({ exitCode: 78 }));
        expect(settable[name]).toBeUndefined();
      }
      expect(() => (settable.verbose = true)).toThrow(TypeError);
      await expect(exchange.fetch('https://api.binance.com/x', 'DELETE')).rejects.toThrow('nothing was sent');
    });
    expect(asked).toEqual([]);
  });
});
