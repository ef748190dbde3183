import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { shownValue } from '../util/plain-text.js';
import { SquallError } from '../util/squall-error.js';

/** Where everything in the emulator listens and connects to, unless given the other one. */
const LOOPBACK = '127.0.0.1';
const ADDRESSES = [LOOPBACK, '::1'];

/** @throws {SquallError} (usage) any other address: the emulator is not a server for others. */
export function checkLoopback(host: string): void {
  if (ADDRESSES.includes(host)) return;
  throw new SquallError(
    'USAGE',
    `Expected a loopback address (${ADDRESSES.join(' or ')}) to listen on, got ${shownValue(host)}.`,
  );
}

/** A Host header that names loopback, with or without a port. */
export function isLoopbackName(host: string): boolean {
  return /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?$/i.test(host);
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen({ host, port });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** @returns the port. @throws the system's error if it is not available. */
export function listenOnLoopback(server: Server, port: number): Promise<number> {
  return listen(server, LOOPBACK, port);
}

/** @returns the base URL. @throws {SquallError} a host elsewhere (usage), an unavailable port (exit 71). */
export async function listenAtUrl(server: Server, host: string, port: number): Promise<string> {
  checkLoopback(host);
  const taken = await listen(server, host, port).catch((error: Error) => {
    throw new SquallError('CANNOT_START', `Cannot listen on ${host}:${port}: ${error.message}`);
  });
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}

/** The open connections of a server, from now on. */
export function openSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}

/**
 * Stops listening and ends every connection.
 * @param sockets  those whose 'close' has not been emitted yet.
 */
export async function closeServer(server: Server, sockets: Iterable<Socket>): Promise<void> {
  const closing: Promise<unknown>[] = [];
  if (server.listening) {
    closing.push(once(server, 'close'));
    server.close();
  }
  for (const socket of sockets) {
    // A server counts a connection as closed before the socket's own 'close' has been emitted.
    closing.push(new Promise((resolve) => socket.once('close', resolve)));
    socket.destroy();
  }
  await Promise.all(closing);
}

/** A connection to a port of this machine whose errors are left to its 'close'. */
export function connectLoopback(port: number): Socket {
  // A peer that has ended its half may still be answered.
  const socket = connect({ host: LOOPBACK, port, allowHalfOpen: true, noDelay: true });
  socket.on('error', () => {});
  return socket;
}
