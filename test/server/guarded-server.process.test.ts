import { afterEach, describe, expect, test } from '../support/jest.js';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import type { RunningServer } from '../../src/server/guarded-server.js';
import type { Route } from '../../src/server/routes.js';
import { jsonReply } from '../../src/server/routes.js';
import type { SendEvent } from '../../src/server/event-streams.js';
import { SECURITY_HEADERS } from '../../src/server/security-headers.js';
import { EXIT } from '../../src/util/error-codes.js';
import { SquallError } from '../../src/util/squall-error.js';
import { closed, exchange, openSocket, request, ROUTES, start, statusOf } from './raw-client.js';

const opened: RunningServer[] = [];
const startHere: typeof start = async (options) => {
  const server = await start(options);
  opened.push(server);
  return server;
};
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()));
});

const bodyOf = (answer: string): string => answer.slice(answer.indexOf('\r\n\r\n') + 4);

describe('the guarded server', () => {
  test('answers GET and HEAD alike, but for the body', async () => {
    const { port } = await startHere({ routes: ROUTES({ count: 0 }) });
    const got = await exchange(port, request(port, 'GET /recordings/a-1'));
    const head = await exchange(port, request(port, 'HEAD /recordings/a-1'));
    expect(statusOf(got)).toBe(200);
    expect(bodyOf(got)).toBe('"a-1"\n');
    expect(statusOf(head)).toBe(200);
    expect(bodyOf(head)).toBe('');
    expect(head).toContain('Content-Length: 6\r\n');
    for (const [name, value] of Object.entries(SECURITY_HEADERS))
      expect(got).toContain(`${name}: ${value}\r\n`);
    expect(got.toLowerCase()).not.toContain('access-control');
  });

  test.each([
    ['by its address', (port: number) => `127.0.0.1:${port}`],
    ['by its name', (port: number) => `localhost:${port}`],
    ['by its IPv6 address', (port: number) => `[::1]:${port}`],
  ])('answers a page of its own %s that has the token', async (_name, hostOf) => {
    const { port, token } = await startHere({ routes: ROUTES({ count: 0 }) });
    const body = '{"name":"cpuPercent","value":90}';
    const headers = [
      `Content-Length: ${body.length}`,
      'Content-Type: application/json; charset=utf-8',
      `Origin: http://${hostOf(port)}`,
      'Sec-Fetch-Site: same-origin',
      `Authorization: Bearer ${token}`,
    ];
    const answer = await exchange(
      port,
      request(port, 'POST /thresholds', headers, { body, host: hostOf(port) }),
    );
    expect(statusOf(answer)).toBe(200);
    expect(bodyOf(answer)).toBe(`${body}\n`);
  });

  test('lets links of other sites through, as a person has clicked them', async () => {
    const { port } = await startHere({ routes: ROUTES({ count: 0 }) });
    const headers = ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate'];
    expect(statusOf(await exchange(port, request(port, 'GET /', headers)))).toBe(200);
  });

  test('requests the body only when the head is right', async () => {
    const { port, token } = await startHere({ routes: ROUTES({ count: 0 }) });
    const headers = ['Expect: 100-continue', 'Content-Length: 2', 'Content-Type: application/json'];
    expect(statusOf(await exchange(port, request(port, 'POST /thresholds', headers)))).toBe(403);
    const good = [...headers, `Origin: http://127.0.0.1:${port}`, `Authorization: Bearer ${token}`];
    const answer = await exchange(port, request(port, 'POST /thresholds', good, { body: '{}' }));
    expect(answer).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 OK\r\n/);
  });

  test('is not ended by a handler that throws, at once or later, and does not reveal the error', async () => {
    const errors: unknown[] = [];
    const fault = new Error('secret of /home/user');
    const routes: readonly Route[] = [
      {
        method: 'GET',
        pattern: '/now',
        handler: () => {
          throw fault;
        },
      },
      { method: 'GET', pattern: '/later', handler: () => Promise.reject(fault) },
      {
        method: 'GET',
        pattern: '/usage',
        handler: () => {
          throw new SquallError('USAGE', 'Expected minutes.');
        },
      },
      { method: 'GET', pattern: '/fine', handler: () => jsonReply('fine') },
    ];
    const { port } = await startHere({ routes, onError: (error) => errors.push(error) });
    for (const path of ['/now', '/later']) {
      const answer = await exchange(port, request(port, `GET ${path}`));
      expect(statusOf(answer)).toBe(500);
      expect(answer).not.toContain('secret');
      expect(JSON.parse(bodyOf(answer))).toEqual({
        error: { code: 'INTERNAL', message: 'This request failed because of a fault in Squall.' },
      });
    }
    expect(errors).toEqual([fault, fault]);
    const usage = await exchange(port, request(port, 'GET /usage'));
    expect([statusOf(usage), JSON.parse(bodyOf(usage))]).toEqual([
      400,
      { error: { code: 'USAGE', message: 'Expected minutes.' } },
    ]);
    expect(statusOf(await exchange(port, request(port, 'GET /fine')))).toBe(200);
  });

  test('ends clients that are slow with their headers or their body', async () => {
    const limits = { headersTimeoutMs: 100, requestTimeoutMs: 200 };
    const { port, token } = await startHere({ routes: ROUTES({ count: 0 }), limits });
    const headers = ['Content-Length: 10', 'Content-Type: application/json'];
    const good = [...headers, `Origin: http://127.0.0.1:${port}`, `Authorization: Bearer ${token}`];
    const slow = ['GET /health HTTP/1.1\r\nHost:', request(port, 'POST /thresholds', good, { body: '{' })];
    const answers = await Promise.all(slow.map((bytes) => exchange(port, bytes)));
    expect(answers.map(statusOf)).toEqual([408, 408]);
    expect(statusOf(await exchange(port, request(port, 'GET /health')))).toBe(200);
  });

  test('closes a connection that says nothing', async () => {
    const { port } = await startHere({ routes: ROUTES({ count: 0 }), limits: { idleTimeoutMs: 50 } });
    await closed(openSocket(port));
  });

  test('drops connections beyond its limit and takes new ones when old ones end', async () => {
    const { port } = await startHere({ routes: ROUTES({ count: 0 }), limits: { connections: 4 } });
    const held = [];
    for (let n = 0; n < 4; n++) {
      const socket = openSocket(port);
      // Answered, so that the server has certainly taken it.
      socket.write(`GET /health HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
      await once(socket, 'data');
      held.push(socket);
    }
    const more = Array.from({ length: 500 }, () => exchange(port, request(port, 'GET /health')));
    expect((await Promise.all(more)).map(statusOf).every((status) => status === null)).toBe(true);
    for (const socket of held) socket.destroy();
    let status = null;
    while (status === null) status = statusOf(await exchange(port, request(port, 'GET /health')));
    expect(status).toBe(200);
  });

  test('keeps no connection of clients that requested a tunnel', async () => {
    const { port } = await startHere({ routes: ROUTES({ count: 0 }), limits: { connections: 4 } });
    for (let n = 0; n < 8; n++) {
      const answer = await exchange(port, request(port, 'CONNECT elsewhere.example:443'));
      expect([n, statusOf(answer)]).toEqual([n, 405]);
    }
  });

  test('says in one sentence that its port is taken', async () => {
    const { port } = await startHere({ routes: [] });
    await expect(start({ routes: [], port })).rejects.toMatchObject({
      code: 'CANNOT_START',
      exitCode: EXIT.cannotStart,
      message: expect.stringContaining(`Cannot listen on 127.0.0.1:${port}`) as unknown,
    });
  });

  test('ends open connections when it closes, however often that is requested', async () => {
    const server = await startHere({ routes: ROUTES({ count: 0 }) });
    const socket = openSocket(server.port);
    socket.write('GET /health HTTP/1.1\r\n');
    await once(socket, 'connect');
    const ended = closed(socket);
    await Promise.all([server.close(), server.close()]);
    await ended;
  });

  test('that others can reach answers no request without the token', async () => {
    const token = 'a-token-of-22-letters-';
    const allowedHosts = ['scanner.lan'];
    const { port } = await startHere({ routes: ROUTES({ count: 0 }), host: '0.0.0.0', token, allowedHosts });
    const get = (headers: readonly string[], host: string) =>
      exchange(port, request(port, 'GET /health', headers, { host }));
    const bearer = [`Authorization: Bearer ${token}`];
    expect(statusOf(await get([], 'scanner.lan'))).toBe(401);
    expect(statusOf(await get(bearer, 'scanner.lan'))).toBe(200);
    expect(statusOf(await get(bearer, 'other.lan'))).toBe(421);
  });
});

describe('event streams', () => {
  const eventRoute = (senders: Set<SendEvent>): Route => ({
    method: 'GET',
    pattern: '/events',
    handler: () => ({
      events: (send) => {
        senders.add(send);
        send('hello', senders.size);
        return () => senders.delete(send);
      },
    }),
  });
  const listenTo = async (port: number) => {
    const socket = openSocket(port);
    socket.write(`GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    let text = '';
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
    while (!text.includes('event: hello')) await once(socket, 'data');
    return { socket, text: () => text };
  };
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await setImmediate();
  };

  test('carry events under every guard until the server closes', async () => {
    const senders = new Set<SendEvent>();
    const server = await startHere({ routes: [eventRoute(senders)] });
    expect(
      statusOf(await exchange(server.port, request(server.port, 'GET /events', [], { host: 'evil' }))),
    ).toBe(421);
    const client = await listenTo(server.port);
    for (const send of senders) send('alert', { kind: 'HIGH_CPU' });
    await until(() => client.text().includes('event: alert\ndata: {"kind":"HIGH_CPU"}\n\n'));
    expect(client.text()).toContain('Content-Type: text/event-stream');
    const ended = closed(client.socket);
    await server.close();
    await ended;
    await until(() => senders.size === 0);
  });

  test('are forgotten when the client goes, and a new one beyond the limit replaces the oldest', async () => {
    const senders = new Set<SendEvent>();
    const { port } = await startHere({ routes: [eventRoute(senders)], limits: { eventStreams: 2 } });
    const first = await listenTo(port);
    const firstEnded = closed(first.socket);
    const second = await listenTo(port);
    await listenTo(port);
    await firstEnded;
    expect(senders.size).toBe(2);
    second.socket.destroy();
    await until(() => senders.size === 1);
  });

  test('end for a client that does not read', async () => {
    const senders = new Set<SendEvent>();
    const { port } = await startHere({ routes: [eventRoute(senders)] });
    const { socket } = await listenTo(port);
    socket.pause();
    const [send] = senders;
    const data = 'x'.repeat(1 << 16);
    // The system takes a few MiB before anything is left with us.
    for (let n = 0; n < 10_000 && senders.size > 0; n++) {
      send('big', data);
      await setImmediate();
    }
    expect(senders.size).toBe(0);
  });
});
