import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '../../support/jest.js';
import { startTcpProxy } from '../../support/toxics/tcp-proxy.js';
import { TOXICS } from '../../support/toxics/toxic.js';
import { startEchoServer } from '../../support/echo-server.js';
import { overTheWire } from '../../support/wire-client.js';
import type { Toxic, ToxicType } from '../../support/toxics/toxic.js';
import type { TcpProxy } from '../../support/toxics/tcp-proxy.js';
import type { EchoServer } from '../../support/echo-server.js';

let echo: EchoServer;
let proxy: TcpProxy;

beforeEach(async () => {
  echo = await startEchoServer();
});

afterEach(async () => {
  await proxy.close();
  await echo.close();
});

async function through(toxics: readonly Toxic[]): Promise<TcpProxy> {
  proxy = await startTcpProxy({ targetPort: echo.port, toxics, seed: 1 });
  return proxy;
}

/** Different at every position, so that nothing can be lost, doubled or swapped unnoticed. */
const PATTERN = Buffer.from(Array.from({ length: 10_000 }, (_, index) => (index * 7 + (index >> 8)) & 0xff));

/** Waits until something holds; the test's own time limit ends it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('without a toxic', () => {
  test('every byte passes in both directions, also of many clients at once', async () => {
    const { port } = await through([]);
    const answers = await Promise.all(Array.from({ length: 5 }, () => overTheWire(port, PATTERN)));
    expect(answers.map(({ bytes, end }) => [bytes.equals(PATTERN), end])).toEqual(
      answers.map(() => [true, 'open']),
    );
  });

  test('the end of a client ends the connection behind the proxy', async () => {
    const { port } = await through([]);
    const client = connect({ host: '127.0.0.1', port });
    await until(() => echo.connections() === 1);
    client.end();
    await until(() => echo.connections() === 0 && proxy.connections() === 0);
    expect([echo.connections(), proxy.connections()]).toEqual([0, 0]);
  });

  test('a target that does not exist ends as a reset', async () => {
    const { port } = await through([]);
    await echo.close();
    expect((await overTheWire(port, 'x')).end).toBe('reset');
    echo = await startEchoServer();
  });
});

/**
 * Each toxic, seen from the client. Waits are longer than the measured effect, so that a slow machine changes
 * nothing.
 */
const SEEN: Readonly<Record<ToxicType, () => Promise<void>>> = {
  latency: async () => {
    const { port } = await through([{ type: 'latency', ms: 60_000 }]);
    expect((await overTheWire(port, PATTERN)).bytes.length).toBe(0);
    expect(echo.received().equals(PATTERN)).toBe(true);
    await proxy.setToxics([{ type: 'latency', ms: 20, jitterMs: 20 }]);
    const startMs = performance.now();
    const { bytes } = await overTheWire(port, PATTERN, { maxBytes: PATTERN.length, quietMs: 5000 });
    expect(bytes.equals(PATTERN)).toBe(true);
    await proxy.setToxics([{ type: 'latency', ms: 100 }]);
    const secondMs = performance.now();
    await overTheWire(port, PATTERN, { maxBytes: PATTERN.length, quietMs: 5000 });
    expect(secondMs).toBeGreaterThan(startMs);
    expect(performance.now() - secondMs).toBeGreaterThanOrEqual(99);
  },
  bandwidth: async () => {
    const { port } = await through([{ type: 'bandwidth', bytesPerSecond: 50_000 }]);
    const startMs = performance.now();
    const { bytes } = await overTheWire(port, PATTERN, { maxBytes: PATTERN.length, quietMs: 5000 });
    expect(bytes.equals(PATTERN)).toBe(true);
    // 10,000 bytes at 50,000 a second are 200 ms; the last piece of 50 ms is not waited for.
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(145);
  },
  slicer: async () => {
    const { port } = await through([{ type: 'slicer', bytes: 2500, delayMs: 60, direction: 'downstream' }]);
    const { bytes, pieces } = await overTheWire(port, PATTERN, { maxBytes: PATTERN.length, quietMs: 5000 });
    expect(bytes.equals(PATTERN)).toBe(true);
    expect(pieces).toBeGreaterThan(1);
  },
  limit_data: async () => {
    const { port } = await through([{ type: 'limit_data', bytes: 1234 }]);
    const { bytes, end } = await overTheWire(port, PATTERN);
    expect(bytes.equals(PATTERN.subarray(0, 1234))).toBe(true);
    expect(end).not.toBe('open');
    await until(() => echo.connections() === 0);
  },
  slow_close: async () => {
    const { port } = await through([{ type: 'slow_close', ms: 60_000, direction: 'upstream' }]);
    const client = connect({ host: '127.0.0.1', port });
    client.end(PATTERN);
    await until(() => echo.received().equals(PATTERN));
    await new Promise((resolve) => setTimeout(resolve, 50));
    // The client has ended; the server has not been reported.
    expect([echo.connections(), proxy.connections()]).toEqual([1, 1]);
    client.destroy();
  },
  reset_peer: async () => {
    const { port } = await through([{ type: 'reset_peer', afterMs: 50 }]);
    const { bytes, end } = await overTheWire(port, PATTERN, { quietMs: 5000 });
    expect(end).toBe('reset');
    expect(bytes.equals(PATTERN.subarray(0, bytes.length))).toBe(true);
    await proxy.setToxics([{ type: 'reset_peer' }]);
    // With nothing to say: a write in flight can take the error of a reset with it.
    expect((await overTheWire(port, '', { quietMs: 5000 })).end).toBe('reset');
  },
  timeout: async () => {
    const { port } = await through([{ type: 'timeout' }]);
    const never = await overTheWire(port, PATTERN);
    expect([never.bytes.length, never.end]).toEqual([0, 'open']);
    await proxy.setToxics([{ type: 'timeout', afterMs: 30 }]);
    const later = await overTheWire(port, PATTERN, { quietMs: 5000 });
    expect([later.bytes.length, later.end]).toEqual([0, 'closed']);
    expect(echo.received().length).toBe(0);
  },
  accept_never_read: async () => {
    const { port } = await through([{ type: 'accept_never_read' }]);
    const { bytes, end } = await overTheWire(port, PATTERN);
    expect([bytes.length, end]).toEqual([0, 'open']);
    // The client is gone; a peer that never reads does not notice.
    expect([proxy.connections(), echo.received().length]).toEqual([1, 0]);
  },
  refuse: async () => {
    const { port } = await through([{ type: 'refuse' }]);
    const code = await new Promise((resolve) => {
      connect({ host: '127.0.0.1', port }).on('error', (error: NodeJS.ErrnoException) => resolve(error.code));
    });
    expect(code).toBe('ECONNREFUSED');
    await proxy.setToxics([]);
    expect((await overTheWire(port, PATTERN)).bytes.equals(PATTERN)).toBe(true);
  },
};

describe('a toxic does on the wire what it describes', () => {
  test.each(Object.keys(TOXICS) as ToxicType[])('%s', async (type) => SEEN[type]());

  test('upstream it holds back what the client sends', async () => {
    const { port } = await through([{ type: 'limit_data', bytes: 10, direction: 'upstream' }]);
    await overTheWire(port, PATTERN);
    await until(() => echo.received().length >= 10 && echo.connections() === 0);
    expect(echo.received().equals(PATTERN.subarray(0, 10))).toBe(true);
  });

  test('several work one after the other', async () => {
    const { port } = await through([
      { type: 'slicer', bytes: 100, delayMs: 0 },
      { type: 'latency', ms: 5 },
      { type: 'limit_data', bytes: 5000 },
    ]);
    const { bytes } = await overTheWire(port, PATTERN, { quietMs: 5000 });
    expect(bytes.equals(PATTERN.subarray(0, 5000))).toBe(true);
  });
});

test('a proxy that closes in the middle of every toxic leaves no connection and no timer', async () => {
  const held = () =>
    process.getActiveResourcesInfo().filter((kind) => /^(TCPSocket|Timeout)/.test(kind)).length;
  const before = held();
  const slow: readonly Toxic[] = [
    { type: 'latency', ms: 60_000 },
    { type: 'bandwidth', bytesPerSecond: 1 },
    { type: 'slicer', bytes: 1, delayMs: 60_000 },
    { type: 'slow_close', ms: 60_000 },
    { type: 'reset_peer', afterMs: 60_000 },
    { type: 'timeout', afterMs: 60_000 },
    { type: 'accept_never_read' },
  ];
  for (const toxic of slow) {
    const { port } = await through([toxic]);
    const client = overTheWire(port, PATTERN, { quietMs: 60_000 });
    await until(() => proxy.connections() === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await proxy.close();
    await client;
    expect(proxy.connections()).toBe(0);
  }
  await until(() => echo.connections() === 0 && held() <= before);
  expect(held()).toBeLessThanOrEqual(before);
});

test.each<[Toxic, string]>([
  [{ type: 'latency', ms: 1e12 }, 'latency: expected ms from 0 to 3600000, got 1000000000000.'],
  [{ type: 'reset_peer', afterMs: -1 }, 'reset_peer: expected afterMs from 0 to 3600000, got -1.'],
  [
    { type: 'bandwidth', bytesPerSecond: 0 },
    'bandwidth: expected bytesPerSecond from 1 to 9007199254740991, got 0.',
  ],
  [{ type: 'slicer', bytes: 0 }, 'slicer: expected bytes of at least 1, got 0.'],
  [{ type: 'limit_data', bytes: NaN }, 'limit_data: expected bytes from 0 to 9007199254740991, got NaN.'],
])('%j is rejected', async (toxic, sentence) => {
  await through([]);
  await expect(startTcpProxy({ targetPort: echo.port, toxics: [toxic] })).rejects.toThrow(sentence);
  await expect(proxy.setToxics([toxic])).rejects.toThrow(sentence);
});
