import { closeSync, createReadStream } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { EXIT } from '../util/error-codes.js';
import { SquallError } from '../util/squall-error.js';
import type { EventStreams } from './event-streams.js';
import { checkBodyHeaders, readJson } from './read-json.js';
import { type Refusal, refusalBody, refusalHeaders } from './refusal.js';
import { checkRequest, type GuardPolicy } from './request-guard.js';
import { parseTarget } from './request-target.js';
import { type EventReply, type FileBody, findRoute, type Reply, type Route } from './routes.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { signIn } from './sign-in.js';

/** Shared by all requests of a server. */
export interface RequestContext {
  readonly policy: GuardPolicy;
  readonly routes: readonly Route[];
  readonly streams: EventStreams;
}

export const BROKEN: Refusal = {
  status: 500,
  code: 'INTERNAL',
  message: 'This request failed because of a fault in Squall.',
};

/**
 * Answers one request. @throws whatever a handler throws that is not a usage error; nothing has been sent
 * then
 */
export async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { policy, routes, streams }: RequestContext,
): Promise<void> {
  const { method = '', url: target = '', rawHeaders } = request;
  const head = { method, target, rawHeaders };
  const refusal = checkRequest(head, policy);
  const signedIn = refusal === null || refusal.status === 401 ? signIn(head, policy) : null;
  if (signedIn !== null) return send(response, signedIn, method, streams);
  if (refusal !== null) return refuse(response, refusal);
  const { path, query } = parseTarget(target)!;
  const match = findRoute(routes, method, path);
  if ('methods' in match) return refuse(response, noRoute(match.methods));
  const bodyRefusal = checkBodyHeaders(request);
  if (bodyRefusal !== null) return refuse(response, bodyRefusal);
  const body = await bodyOf(request, response);
  if ('status' in body) return refuse(response, body);
  const reply = await replyOf(() =>
    match.route.handler({
      query,
      params: match.params,
      body: body.json,
      range: request.headers.range ?? null,
    }),
  );
  send(response, reply, method, streams);
}

function noRoute(methods: readonly string[]): Refusal {
  if (methods.length === 0)
    return { status: 404, code: 'NOT_FOUND', message: 'There is nothing at this path.' };
  const allowed = methods.join(', ');
  const message = `Expected the method to be one of ${allowed}.`;
  return { status: 405, code: 'METHOD_NOT_ALLOWED', message, headers: { Allow: allowed } };
}

async function bodyOf(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<{ readonly json: unknown } | Refusal> {
  if (request.method !== 'POST') return { json: undefined };
  if (request.headers.expect !== undefined) response.writeContinue();
  return readJson(request);
}

/** A handler's reply, or that the request made no sense. @throws whatever else it throws */
async function replyOf(handle: () => ReturnType<Route['handler']>): Promise<Reply | EventReply | Refusal> {
  try {
    return await handle();
  } catch (error) {
    if (!(error instanceof SquallError) || error.exitCode !== EXIT.usage) throw error;
    return { status: 400, code: error.code, message: error.message };
  }
}

function send(
  response: ServerResponse,
  reply: Reply | EventReply | Refusal,
  method: string,
  streams: EventStreams,
): void {
  if ('code' in reply) return refuse(response, reply);
  if ('events' in reply) {
    if (method === 'HEAD')
      response.writeHead(200, { ...SECURITY_HEADERS, 'Content-Type': 'text/event-stream' }).end();
    else streams.add(response, reply.events);
    return;
  }
  const body = bodyFrom(reply);
  response.writeHead(reply.status ?? 200, {
    ...SECURITY_HEADERS,
    ...reply.headers,
    'Content-Type': reply.type,
    'Content-Length': 'descriptor' in body ? body.bytes : body.length,
  });
  if ('descriptor' in body) sendFile(response, body, method);
  else response.end(method === 'HEAD' ? undefined : body);
}

function bodyFrom({ body }: Reply): Buffer | FileBody {
  return typeof body === 'string' || body instanceof Uint8Array ? Buffer.from(body) : body;
}

/** No faster than the client takes it. A read error ends the connection: the length was promised. */
function sendFile(response: ServerResponse, { descriptor, fromByte, bytes }: FileBody, method: string): void {
  if (method === 'HEAD' || bytes === 0) {
    closeSync(descriptor);
    response.end();
    return;
  }
  const file = createReadStream('', { fd: descriptor, start: fromByte, end: fromByte + bytes - 1 });
  pipeline(file, response, () => undefined);
}

/** Sends an error; if a reply has started already, ends the connection. */
export function refuse(response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = Buffer.from(refusalBody(refusal));
  response.writeHead(refusal.status, { ...refusalHeaders(refusal), 'Content-Length': body.length });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
