import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '../../../support/jest.js';
import { createGuardedSend } from '../../../../src/feeds/exchange/transport/guarded-send.js';
import type { GuardedSend } from '../../../../src/feeds/exchange/transport/guarded-send.js';
import { proxyOf } from '../../../../src/feeds/exchange/transport/proxy.js';
import { listen, sendJson, serveHttp, serveTcp } from './loopback.js';
import { realClock } from './test-client.js';

const opened: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

function kept<One extends { close(): Promise<void> }>(one: One): One {
  opened.push(one);
  return one;
}

/** A proxy on loopback that takes every host for this machine's port, or rejects with a status. */
async function startProxy(targetPort: number, status = 200) {
  const asked: { url: string; authorization: string | undefined }[] = [];
  const server = createServer();
  server.on('connect', (request: IncomingMessage, client) => {
    asked.push({ url: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    client.on('error', () => undefined);
    if (status !== 200) return client.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
    client.write('HTTP/1.1 200 OK\r\n\r\n');
    const target = connect(targetPort, '127.0.0.1');
    target.on('error', () => client.destroy());
    client.on('close', () => target.destroy());
    return client.pipe(target).pipe(client);
  });
  const { port } = kept(await listen(server));
  return { asked, address: `127.0.0.1:${port}` };
}

function sender(environment: Readonly<Record<string, string>>, hosts: readonly string[]): GuardedSend {
  return kept(
    createGuardedSend({
      exchange: 'binance',
      clock: realClock,
      allowedHosts: new Set(hosts),
      proxy: proxyOf(environment),
    }),
  );
}

const get = (url: string) => ({ method: 'GET' as const, url, headers: {} });
/** No resolver knows it (RFC 6761): only a proxy can lead there. */
const FAR = 'exchange.invalid';

describe('a proxy of the environment', () => {
  test('leads to the exchange, over connections that are kept and counted', async () => {
    const { port } = kept(await serveHttp((request, response) => sendJson(response, { path: request.url })));
    const { asked, address } = await startProxy(port);
    const { send, traffic } = sender({ HTTP_PROXY: `http://me:secret%21@${address}` }, [FAR]);
    for (const path of ['/a', '/b']) {
      expect((await send(get(`http://${FAR}${path}`))).json).toEqual({ path });
    }
    const authorization = `Basic ${Buffer.from('me:secret!').toString('base64')}`;
    expect(asked[0]).toEqual({ url: `${FAR}:80`, authorization });
    expect({ ...traffic }).toMatchObject({ connections: asked.length, reusedConnections: 2 - asked.length });
  });

  test('is not used for this machine', async () => {
    const target = kept(await serveHttp((_, response) => sendJson(response, { here: true })));
    const { asked, address } = await startProxy(1);
    const { send } = sender({ HTTP_PROXY: address, ALL_PROXY: address }, [`127.0.0.1:${target.port}`]);
    expect((await send(get(`${target.url}/`))).json).toEqual({ here: true });
    expect(asked).toEqual([]);
  });

  test.each(['*', FAR, '.invalid', `x.example, ${FAR}:80`])(
    'is not used for NO_PROXY: %s',
    async (noProxy) => {
      const { asked, address } = await startProxy(1);
      const { send } = sender({ HTTP_PROXY: address, NO_PROXY: noProxy }, [FAR]);
      await expect(send(get(`http://${FAR}/`))).rejects.toMatchObject({ code: 'NET_DNS' });
      expect(asked).toEqual([]);
    },
  );

  test.each([
    [407, 'it answered 407: it requires authentication'],
    [403, 'it answered 403'],
    [502, 'it answered 502'],
  ])('that rejects is reported as such: %i', async (status, detail) => {
    const { address } = await startProxy(1, status);
    const { send } = sender({ HTTPS_PROXY: address }, [FAR]);
    const message = `binance: expected the proxy of the environment (HTTPS_PROXY) to lead to GET ${FAR}/, but it did not (${detail}).`;
    await expect(send(get(`https://${FAR}/`))).rejects.toMatchObject({ code: 'NET_PROXY', message });
  });

  test('that is missing, or says nothing, is reported as such', async () => {
    const gone = await serveTcp(() => undefined);
    await gone.close();
    const mute = kept(await serveTcp((socket) => socket.end()));
    for (const port of [gone.port, mute.port]) {
      const { send } = sender({ HTTPS_PROXY: `127.0.0.1:${port}` }, [FAR]);
      await expect(send(get(`https://${FAR}/`))).rejects.toMatchObject({ code: 'NET_PROXY' });
    }
  });

  test('is not blamed for a certificate behind it', async () => {
    const { port } = kept(await serveHttp((_, response) => sendJson(response, {})));
    const { address } = await startProxy(port);
    const { send } = sender({ HTTPS_PROXY: address }, [FAR]);
    await expect(send(get(`https://${FAR}/`))).rejects.toMatchObject({ code: 'NET_TLS' });
  });
});

describe('the names of proxies in the environment', () => {
  test.each([
    [{}, null],
    [{ HTTPS_PROXY: '' }, null],
    [{ NO_PROXY: '*' }, null],
    [{ HTTPS_PROXY: 'p:1' }, { httpsProxy: 'http://p:1', httpProxy: '', noProxy: '' }],
    [
      { HTTPS_PROXY: 'p:1', https_proxy: 'http://q:2' },
      { httpsProxy: 'http://q:2', httpProxy: '', noProxy: '' },
    ],
    [{ all_proxy: 'socks5://p:1' }, { httpsProxy: 'socks5://p:1', httpProxy: 'socks5://p:1', noProxy: '' }],
    [
      { HTTP_PROXY: 'p:1', no_proxy: 'a,b' },
      { httpsProxy: '', httpProxy: 'http://p:1', noProxy: 'a,b' },
    ],
  ])('%j', (environment, expected) => {
    expect(proxyOf(environment)).toEqual(expected);
  });

  test.each(['ftp://p:1', 'http://', 'p:99999', '::'])('must be addresses: %s', (value) => {
    const message = 'Expected HTTPS_PROXY to be the address of a proxy, like http://proxy.example:8080, got';
    expect(() => proxyOf({ HTTPS_PROXY: value })).toThrow(message);
  });

  test('are rejected without the password in them', () => {
    expect(() => proxyOf({ HTTPS_PROXY: 'ftp://me:secret@p:1' })).toThrow(/^(?!.*secret).*ftp:\/\/…@p:1"$/);
  });
});
