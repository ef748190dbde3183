import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { pageRoutes } from '../../src/cli/page-files.js';
import type { RunningServer } from '../../src/server/guarded-server.js';
import { recordingRoutes, servedRecordings } from '../../src/server/recording-routes.js';
import { SECURITY_HEADERS } from '../../src/server/security-headers.js';
import { hostileRequests } from './hostile-requests.js';
import { closed, exchange, openSocket, request, start, statusOf } from './raw-client.js';

let folder: string;
let path: string;
let server: RunningServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-served-'));
  path = join(folder, 'Day of <b>.squall');
  writeFileSync(path, 'abcdef');
  const served = servedRecordings([path, join(folder, 'not-yet.squall')]);
  server = await start({ routes: [...pageRoutes(), ...recordingRoutes(served)] });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const get = (target: string, headers: readonly string[] = []): Promise<string> =>
  exchange(server.port, request(server.port, `GET ${target}`, headers));

const lacking = (answer: string): string[] =>
  Object.entries(SECURITY_HEADERS)
    .filter(([name, value]) => !answer.includes(`${name}: ${value}\r\n`))
    .map(([name]) => name);

/** Reads the events of a stream as they come. */
function openEvents(target: string) {
  const socket = openSocket(server.port);
  socket.write(request(server.port, `GET ${target}`));
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')));
  const states = () =>
    [...text.matchAll(/event: growth\ndata: (.*)\n\n/g)].map(
      ([, json]) => JSON.parse(json) as { readonly bytes: number; readonly file: string | null },
    );
  return {
    close: () => socket.destroy(),
    head: () => text.slice(0, text.indexOf('\r\n\r\n') + 4),
    /** The last state reported, once it has this many bytes. */
    async until(bytes: number) {
      while (states().at(-1)?.bytes !== bytes) await once(socket, 'data');
      return states().at(-1);
    },
  };
}

describe('the routes of the page and of recordings', () => {
  test('reject 120 hostile requests, each with every header, and survive', async () => {
    const hostile = hostileRequests(server.port, server.token, {
      read: '/recordings/day-of-b-1',
      change: '/recordings',
      isChangeable: false,
    });
    expect(hostile.length).toBeGreaterThanOrEqual(120);
    const wrong: string[] = [];
    for (const { name, bytes, status } of hostile) {
      const answer = await exchange(server.port, bytes);
      if (statusOf(answer) !== status) wrong.push(`${name}: expected ${status}, got ${statusOf(answer)}`);
      if (lacking(answer).length > 0) wrong.push(`${name}: without ${lacking(answer).join(', ')}`);
      if (answer.includes('abcdef') || answer.includes(folder)) wrong.push(`${name}: reveals the file`);
    }
    expect(wrong).toEqual([]);
    expect(await get('/recordings/day-of-b-1')).toMatch(/abcdef$/);
  });

  test('carry every header, all of them', async () => {
    const list = JSON.parse((await get('/recordings')).split('\r\n\r\n')[1]) as { recordings: unknown };
    expect(list.recordings).toEqual([
      { id: 'day-of-b-1', name: 'Day of <b>.squall' },
      { id: 'not-yet-2', name: 'not-yet.squall' },
    ]);
    const targets = [...pageRoutes().map(({ pattern }) => pattern), '/recordings', '/recordings/day-of-b-1'];
    expect(targets.length).toBeGreaterThan(5);
    for (const target of [...targets, '/recordings/not-yet-2', '/recordings/none-1/events']) {
      const answer = await get(target);
      expect([target, lacking(answer)]).toEqual([target, []]);
    }
    const head = await exchange(server.port, request(server.port, 'HEAD /recordings/day-of-b-1/events'));
    expect(lacking(head)).toEqual([]);
    const ranges = await get('/recordings/day-of-b-1', ['Range: bytes=4-']);
    expect([statusOf(ranges), lacking(ranges)]).toEqual([206, []]);
    const beyond = await get('/recordings/day-of-b-1', ['Range: bytes=6-']);
    expect([statusOf(beyond), lacking(beyond)]).toEqual([416, []]);
  });

  test('send a file in pieces, as fast as it is taken, and close it when the client goes', async () => {
    const large = join(folder, 'large.squall');
    writeFileSync(large, '');
    // A hole: no bytes on the disk.
    truncateSync(large, 2 ** 32);
    const openFiles = (): number => (existsSync('/proc/self/fd') ? readdirSync('/proc/self/fd').length : 0);
    const before = openFiles();
    const own = await start({ routes: recordingRoutes(servedRecordings([large])) });
    const rssBefore = process.memoryUsage.rss();
    const sockets = Array.from({ length: 8 }, () => openSocket(own.port));
    for (const socket of sockets) socket.write(request(own.port, 'GET /recordings/large-1'));
    const heads = await Promise.all(
      sockets.map(async (socket) => {
        const [head] = (await once(socket, 'data')) as [Buffer];
        socket.pause();
        return head.toString('latin1');
      }),
    );
    for (const head of heads) expect(head).toContain(`Content-Length: ${2 ** 32}\r\n`);
    expect(process.memoryUsage.rss() - rssBefore).toBeLessThan(256 * 2 ** 20);
    const allClosed = sockets.map((socket) => closed(socket));
    for (const socket of sockets) socket.destroy();
    await Promise.all(allClosed);
    await own.close();
    while (openFiles() > before) await sleep(5);
    rmSync(large);
  });

  test('announce by events how a file grows, at once and to each later client', async () => {
    const first = openEvents('/recordings/day-of-b-1/events');
    const { file } = await first.until(6);
    expect(lacking(first.head())).toEqual([]);
    expect(first.head()).toContain('Content-Type: text/event-stream');
    appendFileSync(path, 'ghi');
    expect(await first.until(9)).toEqual({ bytes: 9, file });
    const answer = await get('/recordings/day-of-b-1', ['Range: bytes=6-']);
    expect(answer).toContain(`ETag: "${file}"\r\n`);
    expect(answer).toMatch(/ghi$/);
    const second = openEvents('/recordings/day-of-b-1/events');
    expect(await second.until(9)).toEqual({ bytes: 9, file });
    first.close();
    second.close();
  });

  test('announce a file that appears later, and another in its place', async () => {
    const later = join(folder, 'not-yet.squall');
    const events = openEvents('/recordings/not-yet-2/events');
    expect(await events.until(0)).toEqual({ bytes: 0, file: null });
    writeFileSync(later, 'abc');
    const { file } = await events.until(3);
    rmSync(later);
    writeFileSync(join(folder, 'another'), 'x');
    await events.until(0);
    writeFileSync(later, 'abcd');
    expect((await events.until(4)).file).not.toBe(file);
    events.close();
  });
});

describe('a server that others can reach', () => {
  const token = 'long-enough-token';
  let open: RunningServer;
  let hostOf: string;
  beforeAll(async () => {
    open = await start({
      host: '127.0.0.2',
      token,
      allowedHosts: ['scanner.lan'],
      routes: recordingRoutes(servedRecordings([path])),
    });
    hostOf = `scanner.lan:${open.port}`;
  });
  afterAll(() => open.close());

  const ask = async (target: string, headers: readonly string[] = [], host = hostOf): Promise<string> => {
    const answer = await exchange(open.port, request(open.port, target, headers, { host }), '127.0.0.2');
    expect(lacking(answer)).toEqual([]);
    return answer;
  };

  test('returns nothing without its token, and takes it once in the address for a cookie', async () => {
    expect(statusOf(await ask('GET /recordings'))).toBe(401);
    expect(statusOf(await ask('GET /recordings?token=wrong-but-long-enough'))).toBe(401);
    expect(statusOf(await ask(`GET /recordings?token=${token}`, [], 'evil.example'))).toBe(421);
    const signedIn = await ask(`GET /recordings?a=1&token=${token}`);
    expect(statusOf(signedIn)).toBe(303);
    expect(signedIn).toContain('\r\nLocation: /recordings?a=1\r\n');
    const [, cookie] = /\r\nSet-Cookie: ([^;]+); Path=\/; HttpOnly; SameSite=Lax\r\n/.exec(signedIn)!;
    expect(statusOf(await ask('GET /recordings', [`Cookie: a=b; ${cookie}`]))).toBe(200);
    expect(statusOf(await ask('GET /recordings', [`Authorization: Bearer ${token}`]))).toBe(200);
    expect(statusOf(await ask('GET /recordings', [`Cookie: ${cookie}x`]))).toBe(401);
    expect(statusOf(await ask('GET /recordings', [`Cookie: ${cookie}`, 'Origin: http://evil.example']))).toBe(
      403,
    );
  });

  test('accepts no cookie for changes', async () => {
    const own = [`Origin: http://${hostOf}`, `Cookie: squall-${open.port}=${token}`, 'Content-Length: 0'];
    expect(statusOf(await ask('POST /recordings', own))).toBe(401);
  });
});
