import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from '../support/jest.js';
import { tries } from '../support/budget.js';
import { pageRoutes } from '../../src/cli/page-files.js';
import { startEmulator, type Emulator } from '../../src/emulator/emulator.js';
import { createMonitor, type Monitor } from '../../src/monitor/create-monitor.js';
import { prometheusOutlet } from '../../src/monitor/outlets/prometheus.js';
import type { RunningServer } from '../../src/server/guarded-server.js';
import { monitorRoutes } from '../../src/server/monitor-routes.js';
import { recordingRoutes, servedRecordings } from '../../src/server/recording-routes.js';
import { SECURITY_HEADERS } from '../../src/server/security-headers.js';
import { closed, exchange, openSocket, request, start, statusOf } from './raw-client.js';
import { randomRequest, type RandomRequest } from './random-requests.js';

const RUNS = process.env.SQUALL_FULL === '1' ? 2_000 : tries(150, 20);
const SECRET = 'what only we may read';
/** Every status that docs or routes have. */
const KNOWN = [100, 200, 206, 303, 400, 401, 403, 404, 405, 408, 413, 414, 415, 416, 417, 421, 431];

let folder: string;
let page: RunningServer;
let metrics: RunningServer;
let monitor: Monitor;
let emulator: Emulator;
const errors: unknown[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'squall-requests-'));
  const path = join(folder, 'day.squall');
  writeFileSync(path, SECRET);
  const onError = (error: unknown): void => void errors.push(error);
  page = await start({ routes: [...pageRoutes(), ...recordingRoutes(servedRecordings([path]))], onError });
  monitor = createMonitor({ readLive: () => ({}) });
  await monitor.sampleNow();
  const outlet = prometheusOutlet(() => monitor.report());
  metrics = await start({ routes: monitorRoutes(monitor, outlet), onError });
  emulator = await startEmulator({ dialect: 'binance', markets: 3, controlPort: 0 });
});
afterAll(async () => {
  await Promise.all([page.close(), metrics.close(), emulator.close(), monitor.stop()]);
  rmSync(folder, { recursive: true });
});

/** Sends it piece by piece. @returns all that has come back when another client has been answered after it */
async function answersTo(port: number, { pieces }: RandomRequest, healthy: string): Promise<string> {
  const socket = openSocket(port);
  const isClosed = closed(socket);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  for (const piece of pieces) {
    socket.write(piece);
    await setImmediate();
  }
  // An unfinished body, or a continuing stream, has been received when the next is answered.
  const next = await exchange(port, request(port, `GET ${healthy}`));
  expect(statusOf(next)).toBe(200);
  socket.destroy();
  await isClosed;
  return Buffer.concat(chunks).toString('latin1');
}

const heads = (answer: string): string[] =>
  answer
    .split(/(?=HTTP\/1\.1 \d{3} )/)
    .flatMap((part) => /^HTTP\/1\.1 \d{3} [^]*?\r\n\r\n/.exec(part)?.[0] ?? []);

describe('a server of ours, whatever bytes it gets', () => {
  const isolated = (
    name: string,
    serverOf: () => { port: number; healthy: string; isGuarded: boolean },
  ): void => {
    test(`${name} answers in its own words, returns nothing under another name, and survives`, async () => {
      const { port, healthy, isGuarded } = serverOf();
      await fc.assert(
        fc.asyncProperty(randomRequest(`127.0.0.1:${port}`), async (random) => {
          const answer = await answersTo(port, random, healthy);
          for (const head of heads(answer)) {
            const status = statusOf(head);
            expect(KNOWN).toContain(status);
            if (!isGuarded || status === 100) continue;
            for (const [header, value] of Object.entries(SECURITY_HEADERS)) {
              expect(head).toContain(`${header}: ${value}\r\n`);
            }
          }
          if (random.namesUs) return;
          expect(answer).not.toMatch(/HTTP\/1\.1 [23]\d\d /);
          expect(answer).not.toContain(SECRET);
        }),
        { numRuns: RUNS },
      );
      expect(errors).toEqual([]);
    });
  };
  const portOf = (url: string | null): number => Number(new URL(url ?? '').port);
  isolated('the page and its recordings', () => ({ port: page.port, healthy: '/', isGuarded: true }));
  isolated('the metrics', () => ({ port: metrics.port, healthy: '/health', isGuarded: true }));
  isolated('the emulator', () => ({
    port: portOf(emulator.baseUrl),
    healthy: '/api/v3/ping',
    isGuarded: false,
  }));
  isolated('the control of the emulator', () => ({
    port: portOf(emulator.controlUrl),
    healthy: '/state',
    isGuarded: false,
  }));
});
