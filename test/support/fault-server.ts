import { createServer } from 'node:http';
import { closeServer, listenOnLoopback, openSockets } from '../../src/emulator/loopback.js';
import { createTimers } from './toxics/timers.js';
import type { FaultEngine } from '../../src/emulator/fault-engine.js';
import type { EmulatedAnswer, EmulatedRequest, Endpoint } from '../../src/emulator/types.js';

export interface FaultServer {
  readonly port: number;
  /** Open connections. */
  connections(): number;
  close(): Promise<void>;
}

const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  klines: 'klines',
  kline: 'klines',
  OHLC: 'klines',
  depth: 'depth',
  exchangeInfo: 'markets',
};

/** UTC ms that such a server believes it is. */
export const SERVER_TIME_MS = Date.UTC(2026, 0, 2, 3, 0, 30);

/** The smallest exchange: one answer to every request, through a fault engine as the emulator uses it. */
export async function startFaultServer(
  engine: FaultEngine,
  answerTo: (request: EmulatedRequest) => EmulatedAnswer,
): Promise<FaultServer> {
  const timers = createTimers();
  let sequence = 0;
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? '/', 'http://localhost');
    const request: EmulatedRequest = {
      sequence: ++sequence,
      method: incoming.method ?? 'GET',
      path: url.pathname,
      query: new Map(url.searchParams),
      endpoint: ENDPOINTS[url.pathname.split('/').at(-1) ?? ''] ?? 'other',
      symbol: url.searchParams.get('symbol'),
      receivedAtMs: SERVER_TIME_MS,
      elapsedMs: 0,
    };
    const fault = engine.choose(request);
    const clean = answerTo(request);
    const answer = fault?.mutate?.(clean, request) ?? clean;
    const context = {
      request,
      answer,
      response,
      socket: incoming.socket,
      delay: (ms: number) => timers.sleep(ms),
    };
    if (fault?.respond) return void fault.respond(context);
    response.writeHead(answer.status, answer.headers);
    response.end(JSON.stringify(answer.body));
  });
  const sockets = openSockets(server);
  const port = await listenOnLoopback(server, 0);
  return {
    port,
    connections: () => sockets.size,
    close: async () => {
      timers.clear();
      await closeServer(server, sockets);
    },
  };
}
