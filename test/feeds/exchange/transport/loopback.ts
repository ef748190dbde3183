import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { closeServer, listenOnLoopback, openSockets } from '../../../../src/emulator/loopback.js';

export interface Loopback {
  readonly port: number;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Connections that came so far. */
  readonly connections: number;
  /** Connections that are open now. */
  readonly open: number;
  close(): Promise<void>;
}

export type Respond = (request: IncomingMessage, response: ServerResponse) => unknown;

export async function serveHttp(respond: Respond): Promise<Loopback> {
  return listen(createHttpServer((request, response) => void respond(request, response)));
}

export async function serveTcp(onSocket: (socket: Socket) => void): Promise<Loopback> {
  return listen(createTcpServer(onSocket));
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

/** A server on 127.0.0.1 whose sockets all end with it. */
export async function listen(server: Server): Promise<Loopback> {
  let connections = 0;
  server.on('connection', (socket: Socket) => {
    connections++;
    socket.on('error', () => undefined);
  });
  const sockets = openSockets(server);
  const port = await listenOnLoopback(server, 0);
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get connections() {
      return connections;
    },
    get open() {
      return sockets.size;
    },
    close: () => closeServer(server, sockets),
  };
}
