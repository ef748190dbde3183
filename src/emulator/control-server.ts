import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { SquallError } from '../util/squall-error.js';
import type { Control } from './control.js';
import { answerGuarded, refusalOf } from './guarded-listener.js';
import type { Ledger } from './ledger.js';
import type { RefereeMode } from './referee.js';
import type { MarketStatus } from './world.js';

const MAX_BODY_BYTES = 1 << 20;
const STATUSES: readonly unknown[] = ['trading', 'halted', 'pending', 'gone', null];
const MODES: readonly unknown[] = ['on', 'relaxed', 'off'];

type Body = Readonly<Record<string, unknown>>;

/**
 * The control of an emulator for other processes: JSON over loopback. Requests of web pages are rejected: a
 * browser sends an Origin, or a body that is not JSON.
 */
export function createControlServer(control: Control, ledger: Ledger): Server {
  const posts: Readonly<Record<string, (body: Body) => void>> = {
    '/advance': ({ ms }) => control.advance(Number(ms)),
    '/market': ({ symbol, status }) => {
      if (!STATUSES.includes(status))
        throw new RangeError(`Expected status to be one of ${STATUSES.join(', ')}`);
      control.setStatus(String(symbol), status as MarketStatus | null);
    },
    '/scenario': ({ scenario }) => control.setScenario(scenario ?? null),
    '/referee': ({ mode }) => {
      if (!MODES.includes(mode)) throw new RangeError(`Expected mode to be one of ${MODES.join(', ')}`);
      control.setReferee(mode as RefereeMode);
    },
    '/latency': ({ ms }) => control.setLatency(Number(ms)),
  };
  const state = () => ({
    nowMs: control.nowMs(),
    inFlight: ledger.inFlight,
    peakInFlight: ledger.peakInFlight,
    entries: ledger.entries.length,
    dropped: ledger.dropped,
  });

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refusal = refusalOf(request);
    if (refusal !== null) return send(response, refusal.status, { error: refusal.message });
    if (request.headers.origin !== undefined) return send(response, 403, { error: 'Not for web pages.' });
    if (request.method === 'GET' && request.url === '/state') return send(response, 200, state());
    if (request.method === 'GET' && request.url === '/ledger') {
      response.writeHead(200, { 'Content-Type': 'application/x-ndjson' });
      response.end(ledger.toNdjson());
      return;
    }
    const act = request.method === 'POST' ? posts[request.url ?? ''] : undefined;
    if (act === undefined) return send(response, 404, { error: `No ${request.method} ${request.url}.` });
    if (!String(request.headers['content-type']).startsWith('application/json')) {
      return send(response, 415, { error: 'Expected Content-Type application/json.' });
    }
    try {
      act(await readBody(request));
      send(response, 200, state());
    } catch (error) {
      const isKnown =
        error instanceof SquallError || error instanceof RangeError || error instanceof SyntaxError;
      if (!isKnown) throw error;
      send(response, 400, { error: error.message });
    }
  };
  const server = createServer();
  answerGuarded(server, 'emulator control', answer);
  return server;
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new RangeError(`Expected at most ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  if (typeof body !== 'object' || body === null) throw new RangeError('Expected a JSON object.');
  return body as Body;
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}
