import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, test } from '../support/jest.js';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../src/emulator/emulator.js';
import type { FaultEngine } from '../../src/emulator/fault-engine.js';
import type { LedgerEntry } from '../../src/emulator/ledger.js';
import { get } from './client.js';

const KLINES = '/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=3';

let emulator: Emulator;
const start = async (options: Partial<EmulatorOptions> = {}): Promise<string> => {
  emulator = await startEmulator({ dialect: 'binance', markets: 20, ...options });
  return emulator.baseUrl;
};
afterEach(() => emulator?.close());

/** Until the ledger has this many entries of requests. */
async function written(count: number): Promise<void> {
  while (emulator.ledger.requests().length < count) await new Promise((done) => setTimeout(done, 5));
}

describe('the emulator', () => {
  test.each(['0.0.0.0', '::', '192.168.1.4', 'localhost', 'example.org', ''])(
    'rejects listening on %s',
    async (host) => {
      await expect(start({ host })).rejects.toMatchObject({ code: 'USAGE', exitCode: 64 });
    },
  );

  test('listens on IPv6 loopback as well', async () => {
    expect((await get(await start({ host: '::1' }), '/api/v3/ping')).status).toBe(200);
  });

  test.each([
    [{ dialect: 'ftx' as 'binance' }, 'Expected a dialect of binance, binanceusdm, bybit, kraken'],
    [{ markets: 0 }, 'marketCount'],
    [{ speed: -1 }, 'speed'],
    [{ latencyMs: NaN }, 'latencyMs'],
    [{ asOfMs: 0 }, 'asOfMs'],
  ])('rejects %j in one sentence', async (options, sentence) => {
    await expect(start(options)).rejects.toThrow(sentence);
  });

  test('a port that is taken is one sentence, exit 71', async () => {
    const port = Number(new URL(await start()).port);
    await expect(startEmulator({ dialect: 'binance', markets: 1, port })).rejects.toMatchObject({
      code: 'CANNOT_START',
      exitCode: 71,
    });
  });

  test('reports its own time, in the Date header, in answers and in the control', async () => {
    const asOfMs = Date.UTC(2025, 1, 3, 4, 5);
    const baseUrl = await start({ asOfMs, speed: 0 });
    const { headers, body } = await get(baseUrl, '/api/v3/time');
    expect(body).toEqual({ serverTime: asOfMs + 1000 });
    expect(Date.parse(headers.get('date') ?? '')).toBe(asOfMs + 1000);
    emulator.control.advance(60_000);
    expect(emulator.control.nowMs()).toBe(asOfMs + 61_000);
    expect(() => emulator.control.advance(-1)).toThrow('Expected the step');
  });

  test('time runs at the given speed and stops at the end of the world', async () => {
    let machineMs = 0;
    await start({ speed: 60, clock: { nowMs: () => machineMs } });
    const beganMs = emulator.control.nowMs();
    machineMs = 500;
    expect(emulator.control.nowMs() - beganMs).toBe(30_000);
    emulator.control.advance(1e12);
    expect(emulator.control.nowMs()).toBe(emulator.world.feed('spot').world.endMs);
  });

  test('a new candle opens when the old one closes', async () => {
    const baseUrl = await start({ speed: 0 });
    const rows = async () => (await get(baseUrl, KLINES)).body as [number, ...string[]][];
    const before = await rows();
    emulator.control.advance(299_000);
    const after = await rows();
    expect(after.map(([timeMs]) => timeMs)).toEqual(before.map(([timeMs]) => timeMs + 300_000));
    // What was open is closed now, and larger.
    expect(Number(after[1][5])).toBeGreaterThan(Number(before[2][5]));
    expect(after[0]).toEqual(before[1]);
  });

  test('keeps connections alive and compresses large answers', async () => {
    const baseUrl = await start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const encodings: unknown[] = [];
    for (const path of [KLINES, '/api/v3/ticker/24hr', KLINES]) {
      await new Promise((done, fail) => {
        const headers = { 'Accept-Encoding': 'gzip' };
        request(baseUrl + path, { agent, headers }, (answer) => {
          encodings.push(answer.headers['content-encoding']);
          answer.resume().on('end', done);
        })
          .on('error', fail)
          .end();
      });
    }
    expect(encodings).toEqual([undefined, 'gzip', undefined]);
    agent.destroy();
    while (emulator.ledger.connections().length === 0) await new Promise((done) => setTimeout(done, 5));
    expect(emulator.ledger.connections()).toMatchObject([{ requests: 3, closeReason: 'client' }]);
  });

  test('answers unsupported requests like the exchange', async () => {
    const baseUrl = await start();
    const answers = [
      '/api/v3/klines?symbol=BTCUSDT&interval=7m',
      '/api/v3/klines?symbol=BTCUSDT',
      '/api/v3/klines?interval=5m',
      '/api/v3/klines?symbol=BTCUSDT&interval=5m&limit=x',
      '/api/v3/depth?symbol=NOPEUSDT',
      '/api/v3/nothing',
    ].map(async (path) => ((await get(baseUrl, path)).body as { code: number }).code);
    expect(await Promise.all(answers)).toEqual([-1120, -1102, -1102, -1100, -1121, -5000]);
    const posted = await fetch(`${baseUrl}/api/v3/ping`, { method: 'POST', body: '{}' });
    expect(posted.status).toBe(405);
  });

  test('pages through the instruments of bybit', async () => {
    const baseUrl = await start({ dialect: 'bybit', markets: 30, referee: 'off' });
    const seen: string[] = [];
    let cursor = '';
    do {
      const path = `/v5/market/instruments-info?category=linear&limit=7&cursor=${cursor}`;
      const { body } = await get(baseUrl, path);
      const { list, nextPageCursor } = (
        body as { result: { list: { symbol: string }[]; nextPageCursor: string } }
      ).result;
      expect(list.length).toBeLessThanOrEqual(7);
      seen.push(...list.map(({ symbol }) => symbol));
      cursor = nextPageCursor;
    } while (cursor !== '');
    expect(seen).toHaveLength(30);
    expect(new Set(seen).size).toBe(30);
    const { body } = await get(baseUrl, '/v5/market/kline?category=spot&symbol=NOPEUSDT&interval=5');
    expect(body).toMatchObject({ retCode: 10_001, result: {} });
  });
});

describe('the ledger', () => {
  test('has every request and every connection, in memory and in the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'squall-ledger-'));
    const ledgerFile = join(folder, 'ledger.ndjson');
    const baseUrl = await start({ ledgerFile });
    await get(baseUrl, KLINES);
    await get(baseUrl, '/api/v3/klines?symbol=NOPE&interval=5m');
    await written(2);
    const [first, second] = emulator.ledger.requests();
    expect(first).toMatchObject({
      sequence: 1,
      path: KLINES,
      endpoint: 'klines',
      symbol: 'BTC/USDT',
      weight: 2,
      verdict: 'pass',
      status: 200,
      fault: null,
      outcome: 'sent',
    });
    expect(first.bytes).toBeGreaterThan(400);
    expect(second).toMatchObject({ status: 400, symbol: null });
    expect(emulator.ledger.inFlight).toBe(0);
    await emulator.close();
    const connections = emulator.ledger.connections();
    expect(new Set(connections.map(({ closeReason }) => closeReason))).toEqual(new Set(['server']));
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    expect(sum(connections.map(({ requests }) => requests))).toBe(2);
    expect(sum(connections.map(({ bytesOut }) => bytesOut))).toBe(first.bytes + second.bytes);
    const lines = readFileSync(ledgerFile, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line) as LedgerEntry)).toEqual(emulator.ledger.entries);
    rmSync(folder, { recursive: true });
  });

  test('records a client that went away before its answer came', async () => {
    const baseUrl = await start({ latencyMs: 60_000 });
    const socket = connect(Number(new URL(baseUrl).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write('GET /api/v3/time HTTP/1.1\r\nHost: localhost\r\n\r\n');
    while (emulator.ledger.inFlight === 0) await new Promise((done) => setTimeout(done, 5));
    socket.destroy();
    await written(1);
    expect(emulator.ledger.requests()[0]).toMatchObject({ status: null, bytes: 0, outcome: 'aborted' });
  });

  test('a file that cannot be written is one sentence, exit 73', async () => {
    await expect(start({ ledgerFile: '/nowhere/ledger' })).rejects.toMatchObject({ exitCode: 73 });
  });
});

describe('faults', () => {
  const always = (fault: ReturnType<FaultEngine['choose']>): FaultEngine => ({ choose: () => fault });

  test('may change an answer', async () => {
    const faults = always({
      id: 'noRows',
      mutate: (answer) => {
        answer.candles?.rows.splice(0);
        return answer;
      },
    });
    expect((await get(await start({ faults }), KLINES)).body).toEqual([]);
    expect(emulator.ledger.requests()[0].fault).toBe('noRows');
    emulator.control.setFaults(null);
    expect((await get(emulator.baseUrl, KLINES)).body).toHaveLength(3);
  });

  test('may take over the connection', async () => {
    const faults = always({
      id: 'reset',
      respond: async ({ socket }) => {
        socket.resetAndDestroy();
      },
    });
    await expect(get(await start({ faults }), KLINES)).rejects.toThrow('fetch failed');
    await written(1);
    expect(emulator.ledger.requests()[0]).toMatchObject({ fault: 'reset', status: null, outcome: 'aborted' });
  });

  test('that wait for ever do not outlive the emulator', async () => {
    const faults = always({ id: 'hang', respond: (context) => context.delay(2 ** 31 - 1) });
    const asked = get(await start({ faults }), KLINES);
    asked.catch(() => {});
    while (emulator.ledger.inFlight === 0) await new Promise((done) => setTimeout(done, 5));
    await emulator.close();
    await expect(asked).rejects.toThrow();
  });

  test('see what the request is about', async () => {
    const seen: unknown[] = [];
    const faults: FaultEngine = {
      choose: ({ sequence, endpoint, symbol, path, elapsedMs }) => {
        seen.push({ sequence, endpoint, symbol, path, elapsedMs });
        return null;
      },
    };
    const baseUrl = await start({ faults, speed: 0 });
    await get(baseUrl, KLINES);
    emulator.control.advance(5000);
    await get(baseUrl, '/api/v3/ticker/bookTicker');
    expect(seen).toEqual([
      { sequence: 1, endpoint: 'klines', symbol: 'BTC/USDT', path: '/api/v3/klines', elapsedMs: 0 },
      { sequence: 2, endpoint: 'bidsAsks', symbol: null, path: '/api/v3/ticker/bookTicker', elapsedMs: 5000 },
    ]);
  });
});

describe('the control port', () => {
  const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${emulator.controlUrl}${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    });

  test('advances time, stops markets, returns the ledger', async () => {
    const baseUrl = await start({ controlPort: 0, speed: 0 });
    const beganMs = emulator.control.nowMs();
    expect(await (await post('/advance', { ms: 1000 })).json()).toMatchObject({ nowMs: beganMs + 1000 });
    await post('/market', { symbol: 'ETH/USDT', status: 'gone' });
    expect((await get(baseUrl, '/api/v3/depth?symbol=ETHUSDT')).status).toBe(400);
    await post('/market', { symbol: 'ETH/USDT', status: 'halted' });
    const { body } = await get(baseUrl, '/api/v3/exchangeInfo');
    const { symbols } = body as { symbols: { symbol: string; status: string }[] };
    expect(symbols.find(({ symbol }) => symbol === 'ETHUSDT')?.status).toBe('BREAK');
    await post('/latency', { ms: 0 });
    await post('/referee', { mode: 'off' });
    expect((await get(baseUrl, '/api/v3/time')).headers.get('x-mbx-used-weight-1m')).toBeNull();
    const ledger = await (await fetch(`${emulator.controlUrl}/ledger`)).text();
    expect(
      ledger
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as LedgerEntry).kind),
    ).toEqual(new Array<string>(3).fill('request'));
  });

  test('sets scenarios', async () => {
    const baseUrl = await start({ controlPort: 0 });
    await post('/scenario', { scenario: [{ fault: 's503' }] });
    expect((await fetch(`${baseUrl}/api/v3/time`)).status).toBe(503);
    await post('/scenario', { scenario: null });
    expect((await fetch(`${baseUrl}/api/v3/time`)).status).toBe(200);
    await written(2);
    expect(emulator.ledger.requests().map(({ fault }) => fault)).toEqual(['s503', null]);
  });

  test.each([
    ['/advance', { ms: -1 }, {}, 400],
    ['/advance', [], {}, 400],
    ['/market', { symbol: 'NOPE/USDT', status: 'gone' }, {}, 400],
    ['/market', { symbol: 'BTC/USDT', status: 'open' }, {}, 400],
    ['/referee', { mode: 'kind' }, {}, 400],
    ['/scenario', { scenario: [{ fault: 'gzRest' }] }, {}, 400],
    ['/nothing', {}, {}, 404],
    ['/advance', { ms: 1 }, { 'Content-Type': 'text/plain' }, 415],
    ['/advance', { ms: 1 }, { Origin: 'http://example.org' }, 403],
  ])('rejects %s %j %j with %d', async (path, body, headers, status) => {
    await start({ controlPort: 0 });
    const answer = await post(path, body, headers);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: expect.any(String) as unknown });
  });
});

/** Runs a program in a separate process. */
function runNode(
  args: readonly string[],
  onOutput: (text: string, kill: (signal: NodeJS.Signals) => void) => void,
) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      onOutput(stdout, (signal) => child.kill(signal));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('close', (code) => done({ code, stdout, stderr }));
  });
}

describe('ends', () => {
  test('with no handle left, whatever was running', async () => {
    const script = `
      const { startEmulator } = await import(${JSON.stringify(resolve('build/js/src/emulator/emulator.js'))});
      const emulator = await startEmulator({ dialect: 'kraken', markets: 5, controlPort: 0, latencyMs: 20 });
      await fetch(emulator.baseUrl + '/0/public/Time').then((answer) => answer.text());
      const hanging = fetch(emulator.baseUrl + '/0/public/Time').catch(() => {});
      while (emulator.ledger.inFlight === 0) await new Promise((done) => setTimeout(done, 1));
      await emulator.close();
      await hanging;
      await new Promise((done) => setTimeout(done, 50));
      // What remains is the pipe that this is printed to, and the client's own clock.
      console.log(JSON.stringify(process.getActiveResourcesInfo().filter((name) => /TCP|Server|File/.test(name))));
    `;
    const { code, stdout, stderr } = await runNode(['--input-type=module', '-e', script], () => {});
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '[]\n', stderr: '' });
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('the command with exit 0 on %s', async (signal) => {
    const args = ['bin/squall.js', 'emulate', '--dialect', 'binanceusdm', '--markets', '5', '--json'];
    let asked = false;
    let answer: Promise<unknown> = Promise.resolve();
    const { code, stdout, stderr } = await runNode(args, (text, kill) => {
      if (asked || !text.endsWith('}\n')) return;
      asked = true;
      const { baseUrl } = JSON.parse(text) as { baseUrl: string };
      // The connection stays open: keep-alive.
      answer = get(baseUrl, '/fapi/v1/ticker/24hr').then(({ body }) => {
        kill(signal);
        return body;
      });
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await answer).toHaveLength(5);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1 });
  });

  test('rejects no request while its time is stopped, unless configured to', async () => {
    const statuses = async (...flags: string[]): Promise<Set<number>> => {
      let asked = false;
      const seen = new Set<number>();
      const args = ['emulate', '--dialect', 'kraken', '--markets', '5', '--json', '--speed', '0', ...flags];
      await runNode(['bin/squall.js', ...args], (text, kill) => {
        if (asked || !text.endsWith('}\n')) return;
        asked = true;
        const { baseUrl } = JSON.parse(text) as { baseUrl: string };
        const ask = async (): Promise<void> => {
          for (let request = 0; request < 30; request++) {
            seen.add((await fetch(`${baseUrl}/0/public/Time`)).status);
          }
        };
        void ask().finally(() => kill('SIGTERM'));
      });
      return seen;
    };
    expect(await statuses()).toEqual(new Set([200]));
    expect(await statuses('--referee', 'on')).toEqual(new Set([200, 429, 418]));
  });

  test.each([
    [
      ['--dialect', 'binanc'],
      '--dialect: expected one of binance, binanceusdm, bybit, kraken (did you mean binance?)',
    ],
    [
      ['--dialect', 'binance', '--port', '99999'],
      '--port: expected a whole number from 0 to 65535, got "99999"',
    ],
    [['--dialect', 'binance', '--speed', 'fast'], '--speed: expected a number from 0 to 10000, got "fast"'],
    [['--dialect', 'kraken', '--scenario', 'nowhere.json'], 'Cannot read the scenario nowhere.json', 66],
    [['--dialect', 'kraken', '--scenario', 'package.json'], 'Invalid scenario package.json', 78],
  ])('at once, in one sentence, for %j', async (args, sentence, exitCode = 64) => {
    const { code, stderr } = await runNode(['bin/squall.js', 'emulate', ...args], () => {});
    expect(code).toBe(exitCode);
    expect(stderr).toContain(sentence);
  });
});
