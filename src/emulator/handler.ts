import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Connections } from './connections.js';
import type { Delays } from './delays.js';
import { Refused, answerOf, type Dialect, type Route } from './dialects/dialect.js';
import { type Refusal, refusalOf, targetOf } from './guarded-listener.js';
import type { FaultEngine } from './fault-engine.js';
import type { LedgerWriter } from './ledger.js';
import type { Referee, Verdict } from './referee.js';
import { sendAnswer } from './send.js';
import type { EmulatedAnswer, EmulatedRequest } from './types.js';
import type { World } from './world.js';

/** Dependencies for answering a request; `faults` and `latencyMs` may change while the emulator runs. */
export interface Desk {
  readonly dialect: Dialect;
  readonly world: World;
  readonly referee: Referee;
  readonly ledger: LedgerWriter;
  readonly delays: Delays;
  readonly connections: Connections;
  readonly compress: boolean;
  faults: FaultEngine | null;
  latencyMs: number;
}

/** Answers one request: parsed, weighed, faulted, sent, recorded. */
export function createHandler(
  desk: Desk,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const { dialect, world, referee, ledger, delays } = desk;
  let sequence = 0;
  return async (message, response) => {
    const { socket } = message;
    const connection = desk.connections.of(socket);
    connection.requests++;
    const refusal = refusalOf(message);
    const { path, query } = understood(message);
    const route = refusal === null ? routeOf(desk, message, path, query) : refusedRoute(refusal);
    const request: EmulatedRequest = {
      sequence: ++sequence,
      method: message.method ?? '',
      path,
      query,
      endpoint: route.endpoint,
      symbol: route.market?.info.symbol ?? null,
      receivedAtMs: world.clock.nowMs(),
      elapsedMs: world.clock.elapsedMs(),
    };
    const verdict = referee.judge(route.costs, request.receivedAtMs);
    const fault = verdict.kind === 'pass' && refusal === null ? (desk.faults?.choose(request) ?? null) : null;
    const bytesBefore = socket.bytesWritten;
    ledger.begin();
    response.once('close', () =>
      ledger.end({
        kind: 'request',
        sequence: request.sequence,
        connection: connection.id,
        atMs: request.receivedAtMs,
        elapsedMs: request.elapsedMs,
        method: request.method,
        path: message.url ?? '',
        endpoint: request.endpoint,
        symbol: request.symbol,
        weight: route.costs.reduce((sum, { weight }) => sum + weight, 0),
        verdict: verdict.kind,
        status: response.headersSent ? response.statusCode : null,
        fault: fault?.id ?? null,
        bytes: socket.bytesWritten - bytesBefore,
        outcome: response.writableFinished ? 'sent' : 'aborted',
      }),
    );
    if (desk.latencyMs > 0) await delays.delay(desk.latencyMs);
    const nowMs = world.clock.nowMs();
    const right = withUsage(answerTo(route, verdict, dialect, nowMs), desk, nowMs);
    const answer = fault?.mutate?.(right, request) ?? right;
    response.sendDate = false;
    response.setHeader('Date', new Date(nowMs).toUTCString());
    if (fault?.respond === undefined) sendAnswer(message, response, answer, desk.compress);
    else await fault.respond({ request, answer, response, socket, delay: (ms) => delays.delay(ms) });
  };
}

/** The parsed request line; the root if it cannot be parsed. */
function understood({ url = '' }: IncomingMessage): {
  readonly path: string;
  readonly query: Map<string, string>;
} {
  const target = targetOf(url);
  return { path: target?.path ?? '/', query: new Map(target?.query) };
}

/** Costs nothing: requests of web pages must not use up a budget or a fault. */
function refusedRoute({ status, message }: Refusal): Route {
  const answer = answerOf({ error: message }, { status, headers: { Connection: 'close' } });
  return { endpoint: 'other', market: null, costs: [], answer: () => answer };
}

function routeOf(desk: Desk, message: IncomingMessage, path: string, query: Map<string, string>): Route {
  if (message.method === 'GET') return desk.dialect.route(path, query, desk.world);
  const answer = answerOf({ error: `Method ${message.method} is not allowed` }, { status: 405 });
  return { endpoint: 'other', market: null, costs: [], answer: () => answer };
}

function answerTo(route: Route, verdict: Verdict, dialect: Dialect, nowMs: number): EmulatedAnswer {
  if (verdict.kind !== 'pass') return dialect.refuse(verdict, nowMs);
  try {
    return route.answer();
  } catch (error) {
    if (error instanceof Refused) return error.answer;
    throw error;
  }
}

function withUsage(answer: EmulatedAnswer, { dialect, referee }: Desk, nowMs: number): EmulatedAnswer {
  if (referee.mode === 'off') return answer;
  return { ...answer, headers: { ...dialect.usageHeaders(referee.usage(nowMs), nowMs), ...answer.headers } };
}
