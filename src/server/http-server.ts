import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { rawRefusal } from './refusal.js';

/** How much a client may use and how slow it may be. */
export interface ServerLimits {
  /** From the first byte to the end of the headers. */
  readonly headersTimeoutMs: number;
  /** From the first byte to the end of the body. */
  readonly requestTimeoutMs: number;
  /** Without a byte in either direction. */
  readonly idleTimeoutMs: number;
  readonly connections: number;
  readonly headerBytes: number;
  readonly eventStreams: number;
}

export const SERVER_LIMITS: ServerLimits = {
  headersTimeoutMs: 5_000,
  requestTimeoutMs: 15_000,
  idleTimeoutMs: 30_000,
  connections: 64,
  headerBytes: 8 * 1024,
  eventStreams: 16,
};

/** An HTTP server that itself ends anything slow, large or malformed. */
export function createHttpServer(limits: ServerLimits): Server {
  const server = createServer({
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: Math.min(1_000, limits.headersTimeoutMs),
    maxHeaderSize: limits.headerBytes,
    // A missing Host is rejected like a wrong one.
    requireHostHeader: false,
    insecureHTTPParser: false,
  });
  server.maxConnections = limits.connections;
  server.timeout = limits.idleTimeoutMs;
  server.on('clientError', refuseRaw);
  // CONNECT: only proxies create tunnels.
  server.on('connect', (_request: IncomingMessage, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    const refusal = { status: 405, code: 'METHOD_NOT_ALLOWED', message: 'This server is not a proxy.' };
    // Node lets go of a connection that requests a tunnel: nothing else would notice when its client is gone.
    socket.end(rawRefusal(refusal), () => socket.destroy());
  });
  return server;
}

/** Requests that Node's parser and timers reject before they are complete. */
function refuseRaw(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const [status, message] = PARSER_REFUSALS[error.code ?? ''] ?? [400, 'Expected a valid HTTP/1.1 request.'];
  socket.end(rawRefusal({ status, code: 'BAD_REQUEST', message }), () => socket.destroy());
}

const PARSER_REFUSALS: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'The headers of this request are too large.'],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, 'The chunk extensions of this request are too large.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'This request took too long to arrive.'],
};
