import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createTlsServer } from 'node:https';
import type { LookupFunction } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '../../../support/jest.js';
import { createGuardedSend } from '../../../../src/feeds/exchange/transport/guarded-send.js';
import type { GuardOptions, GuardedSend } from '../../../../src/feeds/exchange/transport/guarded-send.js';
import type { HttpRequest } from '../../../../src/feeds/exchange/transport/http.js';
import { TestClock } from '../../../support/test-clock.js';
import { listen, sendJson, serveHttp, serveTcp } from './loopback.js';
import { goodAnswer, openClient, realClock } from './test-client.js';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

function guard(hosts: readonly string[], options: Partial<GuardOptions> = {}): GuardedSend {
  const allowedHosts = new Set(hosts);
  const guarded = createGuardedSend({ exchange: 'binance', clock: realClock, allowedHosts, ...options });
  opened.push(guarded);
  return guarded;
}

async function served(
  ...args: Parameters<typeof serveHttp>
): Promise<{ url: string; host: string; port: number }> {
  const server = await serveHttp(...args);
  opened.push(server);
  return { url: server.url, host: `127.0.0.1:${server.port}`, port: server.port };
}

/** Waits for what must come; the test's own time limit ends it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await realClock.sleep(5);
}

const get = (url: string): HttpRequest => ({ method: 'GET', url, headers: {} });

describe('the arrival of an answer', () => {
  const rows = Array.from({ length: 500 }, (_, row) => [row, String(row)]);

  test('is reported for a long one before it is read, and not for a short one, which may be a rejection', async () => {
    const { url, host } = await served((request, response) =>
      sendJson(response, request.url === '/long' ? rows : { code: -1003, msg: 'Too many requests.' }),
    );
    const { send } = guard([host]);
    const reported: string[] = [];
    const ask = async (path: string): Promise<void> => {
      const { json } = await send(get(url + path), (headers) => {
        reported.push(`${path} ${headers['content-type']}`);
      });
      reported.push(`${path} ${Array.isArray(json) ? 'read' : 'refused'}`);
    };
    await ask('/long');
    await ask('/short');
    expect(reported).toEqual(['/long application/json', '/long read', '/short refused']);
  });

  test('ends the deadline: reading may take longer', async () => {
    const { url, host } = await served((_request, response) => sendJson(response, rows));
    const clock = new TestClock();
    const { send } = guard([host], { clock, deadlineMs: 300 });
    let read: Promise<void> | undefined;
    const answer = await send(get(`${url}/long`), () => {
      read = clock.advance(400);
    });
    expect(answer.json).toEqual(rows);
    await read;
    expect(clock.nowMs()).toBe(400);
  });
});

describe('names', () => {
  test('a host that does not exist is NET_DNS', async () => {
    const { send } = guard(['x.invalid']);
    const failure = send(get('http://x.invalid/a'));
    await expect(failure).rejects.toMatchObject({ code: 'NET_DNS', scope: 'exchange', exitCode: 69 });
  });

  test.each(['EAI_AGAIN', 'ENOTFOUND'])('a resolver that says %s is NET_DNS', async (code) => {
    const lookup = ((_host, _options, done) => {
      done(Object.assign(new Error(`getaddrinfo ${code}`), { code }), '');
    }) as LookupFunction;
    const { send } = guard(['api.example'], { lookup });
    await expect(send(get('http://api.example/a'))).rejects.toMatchObject({ code: 'NET_DNS' });
  });

  test('a resolver that never answers ends with the deadline', async () => {
    const clock = new TestClock();
    const { send } = guard(['api.example'], { clock, lookup: () => undefined, deadlineMs: 400 });
    const asking = clock.settle(send(get('http://api.example/a')));
    await expect(asking).rejects.toMatchObject({ code: 'NET_TIMEOUT' });
    expect(clock.nowMs()).toBe(400);
  });

  test('a slow resolver counts in the deadline, and no more', async () => {
    const { port } = await served((_request, response) => sendJson(response, []));
    const lookup = ((_host, _options, done) => {
      setTimeout(
        () => (done as (error: null, all: object[]) => void)(null, [{ address: '127.0.0.1', family: 4 }]),
        150,
      );
    }) as LookupFunction;
    const { send } = guard([`api.example:${port}`], { lookup });
    expect((await send(get(`http://api.example:${port}/`))).json).toEqual([]);
  });

  test('of two addresses the first may be dead', async () => {
    const { port } = await served((_request, response) => sendJson(response, []));
    const both = [
      { address: '127.0.0.2', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    const lookup = ((_host, _options, done) => {
      (done as (error: null, all: object[]) => void)(null, both);
    }) as LookupFunction;
    const { send } = guard([`api.example:${port}`], { lookup });
    expect((await send(get(`http://api.example:${port}/`))).json).toEqual([]);
  });

  test('a connection without a server is NET_RESET', async () => {
    const server = await serveHttp(() => undefined);
    await server.close();
    const { send } = guard([`127.0.0.1:${server.port}`]);
    await expect(send(get(server.url))).rejects.toMatchObject({ code: 'NET_RESET' });
  });
});

describe('hosts', () => {
  test.each(['http://169.254.169.254/latest', 'http://127.0.0.1:1/', 'http://api.binance.com.evil.example/'])(
    '%s is never dialled',
    async (url) => {
      const { send, traffic } = guard(['api.binance.com']);
      const message = expect.stringContaining('nothing was sent') as unknown;
      await expect(send(get(url))).rejects.toMatchObject({ code: 'HTTP_BLOCKED', message });
      expect(traffic.requests).toBe(0);
    },
  );

  test('a redirect is not followed', async () => {
    let visits = 0;
    const other = await served((_request, response) => {
      visits++;
      sendJson(response, []);
    });
    const { url, host } = await served((_request, response) =>
      response.writeHead(302, { location: other.url }).end(),
    );
    const { send } = guard([host, other.host]);
    await expect(send(get(url))).rejects.toMatchObject({ code: 'BAD_BODY', retry: 'no' });
    expect(visits).toBe(0);
  });

  test('proxies of the environment are not used', async () => {
    const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'ALL_PROXY', 'NODE_USE_ENV_PROXY'];
    const before = names.map((name) => process.env[name]);
    for (const name of names) process.env[name] = 'http://127.0.0.1:9';
    try {
      const { url } = await served((request, response) => sendJson(response, goodAnswer(request.url ?? '')));
      const client = await openClient({ baseUrl: url });
      opened.push(client);
      expect(Object.keys(await client.loadMarkets())).toHaveLength(2);
    } finally {
      names.forEach((name, index) => {
        if (before[index] === undefined) delete process.env[name];
        else process.env[name] = before[index];
      });
    }
  });
});

describe('connections', () => {
  test('are kept, reused and counted, with the bytes received', async () => {
    const { url, host } = await served((_request, response) => sendJson(response, [1, 2, 3]));
    const { send, traffic } = guard([host]);
    for (let call = 0; call < 5; call++) await send(get(url));
    // A request right after another may find its connection not yet free.
    const { connections, reusedConnections } = traffic;
    expect(connections).toBeLessThanOrEqual(2);
    expect(reusedConnections).toBe(5 - connections);
    expect(traffic).toMatchObject({ requests: 5, wireBytes: 35 });
  });

  test('are at most 20, and a request waiting for one ends with its deadline', async () => {
    let open = 0;
    const server = await serveTcp((socket) => {
      open++;
      socket.on('data', () => undefined);
    });
    opened.push(server);
    const clock = new TestClock();
    const { send } = guard([`127.0.0.1:${server.port}`], { clock, deadlineMs: 1_000 });
    const all = Promise.allSettled(Array.from({ length: 40 }, () => send(get(server.url))));
    await until(() => open === 20);
    await clock.advance(1_000);
    for (const one of await all) {
      expect(one).toMatchObject({ status: 'rejected', reason: { code: 'NET_TIMEOUT' } });
    }
  });

  test('are free for others when requests are abandoned', async () => {
    let asked = 0;
    const server = await serveHttp((_request, response) => {
      if (++asked > 40) sendJson(response, []);
    });
    opened.push(server);
    const { url } = server;
    const clock = new TestClock();
    const { send } = guard([`127.0.0.1:${server.port}`], { clock, deadlineMs: 1_000 });
    const hung = Promise.allSettled(Array.from({ length: 40 }, () => send(get(url))));
    await until(() => asked === 20);
    await clock.advance(1_000);
    await hung;
    asked = 40;
    const after = await Promise.all(Array.from({ length: 40 }, () => send(get(url))));
    expect(after).toHaveLength(40);
    // Each request that is given up takes its connection along.
    await until(() => server.open <= 20);
  });

  test('closed by the exchange after each answer cost nothing but a reset at most', async () => {
    const { url, host } = await served((_request, response) => {
      response.on('finish', () => setImmediate(() => response.socket?.destroy()));
      sendJson(response, []);
    });
    const { send } = guard([host]);
    for (let call = 0; call < 20; call++) {
      const code = await send(get(url)).then(
        () => 'ok',
        (error: { code: string }) => error.code,
      );
      expect(['ok', 'NET_RESET']).toContain(code);
    }
  });

  test('all end with close', async () => {
    let asked = 0;
    const { url, host } = await served(() => void asked++);
    const guarded = guard([host]);
    const running = guarded.send(get(url));
    await Promise.all([
      expect(running).rejects.toMatchObject({ code: 'NET_RESET' }),
      until(() => asked === 1).then(() => guarded.close()),
    ]);
  });

  test('limits of size go by the path', async () => {
    const { url, host } = await served((_request, response) => sendJson(response, ['x'.repeat(9 * 2 ** 20)]));
    const { send } = guard([host]);
    await expect(send(get(`${url}/api/v3/klines`))).rejects.toMatchObject({ code: 'BAD_BODY', retry: 'no' });
    expect((await send(get(`${url}/api/v3/exchangeInfo`))).wireBytes).toBeGreaterThan(9 * 2 ** 20);
  });
});

describe('TLS', () => {
  /** A key and a certificate for localhost that nobody signed. */
  function selfSigned(): { key: string; cert: string } {
    const folder = mkdtempSync(join(tmpdir(), 'squall-tls-'));
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    try {
      const certificate = [
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:P-256',
        '-nodes',
        '-days',
        '1',
      ];
      const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
      execFileSync('openssl', ['req', ...certificate, ...name, '-keyout', key, '-out', cert], {
        stdio: 'pipe',
      });
      return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  test('an unsigned certificate is NET_TLS and never retried', async () => {
    const server = await listen(createTlsServer(selfSigned(), (_request, response) => response.end('[]')));
    opened.push(server);
    const { send } = guard([`127.0.0.1:${server.port}`]);
    const failure = send(get(`https://127.0.0.1:${server.port}/`));
    await expect(failure).rejects.toMatchObject({
      code: 'NET_TLS',
      retry: 'no',
      scope: 'exchange',
      exitCode: 69,
    });
  });

  test('TLS to a port that speaks plain HTTP is NET_TLS', async () => {
    const { host } = await served((_request, response) => response.end('[]'));
    const { send } = guard([host]);
    await expect(send(get(`https://${host}/`))).rejects.toMatchObject({ code: 'NET_TLS' });
  });

  test('plain HTTP to a port that speaks TLS is one code as well', async () => {
    const server = await listen(createTlsServer(selfSigned(), (_request, response) => response.end('[]')));
    opened.push(server);
    const { send } = guard([`127.0.0.1:${server.port}`]);
    await expect(send(get(server.url))).rejects.toMatchObject({ name: 'SquallError', exitCode: 69 });
  });
});
