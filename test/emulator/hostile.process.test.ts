import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { targetOf } from '../../src/emulator/guarded-listener.js';
import { exchange, request, statusOf } from '../server/raw-client.js';

const portOf = (url: string | null): number => Number(new URL(url ?? '').port);

describe('both listeners of an emulator', () => {
  let emulator: Emulator;
  let ports: readonly number[];
  beforeAll(async () => {
    emulator = await startEmulator({ dialect: 'binance', markets: 5, controlPort: 0 });
    ports = [portOf(emulator.baseUrl), portOf(emulator.controlUrl)];
  });
  afterAll(() => emulator.close());

  const statuses = (bytes: (port: number) => string): Promise<(number | null)[]> =>
    Promise.all(ports.map(async (port) => statusOf(await exchange(port, bytes(port)))));

  test.each([
    '//',
    'http://[',
    '//evil.example/x',
    '/\\evil',
    'http://127.0.0.1/api/v3/ping',
    '*',
    '/a#b',
    '/{}',
    '?',
    `/${'a'.repeat(9000)}`,
  ])('answer the target %p with 400', async (target) => {
    expect(await statuses((port) => request(port, `GET ${target}`))).toEqual([400, 400]);
  });

  test.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1.evil.example',
    'localhost:x',
    '0.0.0.0',
    '[::2]',
    '',
  ])('answer the Host %p with 421', async (host) => {
    expect(await statuses(() => request(1, 'GET /state', [], { host }))).toEqual([421, 421]);
  });

  test('answer two Hosts and none with 421 or 400', async () => {
    const two = await statuses((port) => request(port, 'GET /state', ['Host: evil.example']));
    const none = await statuses(() => 'GET /state HTTP/1.0\r\n\r\n');
    expect([...two, ...none]).toEqual([421, 421, 421, 421]);
  });

  test.each(['127.0.0.1', 'localhost:1', '[::1]:65535'])('answer the Host %p as ever', async (host) => {
    const [exchanges, control] = ['/api/v3/ping', '/state'];
    const [port, controlPort] = ports;
    expect(statusOf(await exchange(port, request(port, `GET ${exchanges}`, [], { host })))).toBe(200);
    expect(statusOf(await exchange(controlPort, request(port, `GET ${control}`, [], { host })))).toBe(200);
  });

  test('rejected requests cost nothing and appear in the ledger', async () => {
    await exchange(ports[0], request(ports[0], 'GET //x'));
    expect(emulator.ledger.requests().at(-1)).toMatchObject({ path: '//x', status: 400, weight: 0 });
  });

  test('no bytes end them', async () => {
    const start = fc.oneof(
      fc.tuple(fc.constantFrom('GET', 'POST', 'PUT', 'CONNECT', 'OPTIONS'), fc.string({ unit: 'binary' })),
      fc.tuple(fc.constantFrom('GET', 'POST'), fc.webUrl({ withQueryParameters: true, withFragments: true })),
    );
    const header = fc.oneof(
      fc.constantFrom('Upgrade: websocket', 'Connection: upgrade', 'Expect: 100-continue', 'Expect: x'),
      fc.constantFrom('Transfer-Encoding: chunked', 'Content-Length: 5', 'Content-Type: application/json'),
      fc.string({ maxLength: 20 }),
    );
    await fc.assert(
      fc.asyncProperty(
        start,
        fc.array(header, { maxLength: 4 }),
        fc.string(),
        async (line, headers, body) => {
          const bytes = `${request(1, line.join(' '), headers)}${body}\r\n\r\n`;
          for (const port of ports) {
            const socket = exchange(port, bytes);
            // What waits for the rest of a body has been heard when the next is answered.
            await Promise.race([socket, exchange(port, request(port, 'GET /nothing'))]);
          }
          expect(await statuses((port) => request(port, 'GET /nothing'))).toEqual([404, 404]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test.each([
    ['/advance', { ms: 'x' }],
    ['/advance', { ms: 1e300 }],
    ['/latency', { ms: 1e12 }],
    ['/market', { symbol: ['a'], status: 'halted' }],
    ['/market', { symbol: '__proto__', status: 'halted' }],
    ['/referee', { mode: 'toString' }],
    ['/scenario', { scenario: { faults: [[[[]]]] } }],
    ['/scenario', { scenario: 7 }],
  ])('the control rejects %s with %j in one sentence', async (path, body) => {
    const text = JSON.stringify(body);
    const headers = ['Content-Type: application/json', `Content-Length: ${text.length}`];
    const answer = await exchange(ports[1], request(ports[1], `POST ${path}`, headers, { body: text }));
    expect(statusOf(answer)).toBe(400);
    expect(answer).toMatch(/"error":"[^"]+/);
  });

  test('the control rejects endless nesting, and survives', async () => {
    const body = `{"scenario":${'['.repeat(200_000)}${']'.repeat(200_000)}}`;
    const headers = ['Content-Type: application/json', `Content-Length: ${body.length}`];
    const answer = await exchange(ports[1], request(ports[1], 'POST /scenario', headers, { body }));
    expect(statusOf(answer)).toBe(400);
  });
});

describe('a request target', () => {
  test('never throws, and is parsed like URL does where both understand it', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.webPath({ size: 'large' })), (text) => {
        const target = targetOf(text);
        if (target === null) return;
        expect(target.path.startsWith('/')).toBe(true);
        expect([...target.query]).toEqual([...new URL(text, 'http://x').searchParams]);
      }),
    );
  });
});

describe('the output of an emulator at startup', () => {
  test('goes to a file with -o', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'squall-emulate-'));
    const out = join(folder, 'started.json');
    const args = ['emulate', '--dialect', 'kraken', '--markets', '2', '-o', out];
    const child = spawn(process.execPath, [resolve('bin/squall.js'), ...args], {
      env: { PATH: process.env.PATH },
    });
    while (!existsSync(out)) await new Promise((done) => setTimeout(done, 20));
    const { baseUrl } = JSON.parse(readFileSync(out, 'utf8')) as { baseUrl: string };
    expect((await fetch(`${baseUrl}/0/public/Time`)).status).toBe(200);
    child.kill('SIGHUP');
    expect(await once(child, 'close')).toEqual([0, null]);
    rmSync(folder, { recursive: true });
  });
});

describe('a ledger whose disk is full', () => {
  const args = ['emulate', '--dialect', 'binance', '--markets', '2', '--ledger', '/dev/full', '--json'];

  test('ends the emulator with 74 and one sentence', async () => {
    const child = spawn(process.execPath, [resolve('bin/squall.js'), ...args], {
      env: { PATH: process.env.PATH },
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    const [greeting] = (await once(child.stdout, 'data')) as [Buffer];
    const { baseUrl } = JSON.parse(greeting.toString()) as { baseUrl: string };
    await fetch(`${baseUrl}/api/v3/ping`).then((response) => response.text());
    const [exitCode] = (await once(child, 'close')) as [number];
    expect({ exitCode, stderr }).toEqual({
      exitCode: 74,
      stderr: 'squall: Cannot write /dev/full: the disk is full\n',
    });
  });
});
