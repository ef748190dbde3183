import { connect, type Socket } from 'node:net';
import { type RunningServer, startServer, type ServerOptions } from '../../src/server/guarded-server.js';
import { jsonReply, type Route } from '../../src/server/routes.js';

/** A connection whose errors are left to its 'close'. */
export function openSocket(port: number, host = '127.0.0.1'): Socket {
  const socket = connect({ host, port });
  socket.on('error', () => {});
  return socket;
}

/** Resolves when a connection is closed, with or without an error. */
export function closed(socket: Socket): Promise<void> {
  return new Promise((resolve) => socket.once('close', () => resolve()));
}

/** Sends raw bytes and resolves with everything received until the server closes the connection. */
export async function exchange(port: number, bytes: string | Uint8Array, host?: string): Promise<string> {
  const socket = openSocket(port, host);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.write(bytes);
  await closed(socket);
  return Buffer.concat(chunks).toString('latin1');
}

/** The status of an answer; null if there was none, or it is not HTTP. */
export function statusOf(answer: string): number | null {
  const [, digits] = /^HTTP\/1\.1 (\d{3}) /.exec(answer) ?? [];
  return digits === undefined ? null : Number(digits);
}

/** A request that nothing is wrong with, unless the options say so. */
export function request(
  port: number,
  start: string,
  headers: readonly string[] = [],
  { host = `127.0.0.1:${port}`, body = '' } = {},
): string {
  const lines = [`${start} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers];
  return `${lines.join('\r\n')}\r\n\r\n${body}`;
}

/** Counts requests that have reached a handler. */
export interface Handled {
  count: number;
}

export const ROUTES = (handled: Handled): readonly Route[] => {
  const reply = (body: unknown) => {
    handled.count++;
    return jsonReply(body);
  };
  return [
    { method: 'GET', pattern: '/', handler: () => reply('root') },
    { method: 'GET', pattern: '/health', handler: () => reply('healthy') },
    { method: 'GET', pattern: '/recordings/:id', handler: ({ params }) => reply(params.id) },
    { method: 'POST', pattern: '/thresholds', handler: ({ body }) => reply(body) },
  ];
};

export function start(
  options: Partial<ServerOptions> & Pick<ServerOptions, 'routes'>,
): Promise<RunningServer> {
  return startServer({
    host: '127.0.0.1',
    port: 0,
    onError: (error) => {
      throw error;
    },
    ...options,
  });
}
