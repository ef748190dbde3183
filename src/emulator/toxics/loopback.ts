import { once } from 'node:events';
import { connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';

/** The only address that anything in the emulator listens on or connects to. */
export const LOOPBACK = '127.0.0.1';

/** @returns the port. @throws the system's error where it cannot be had. */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  server.listen(port, LOOPBACK);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/**
 * Stops listening and ends every connection.
 * @param sockets those whose 'close' has not been told yet.
 */
export async function closeServer(server: Server, sockets: Iterable<Socket>): Promise<void> {
  const closing: Promise<unknown>[] = [];
  if (server.listening) {
    closing.push(once(server, 'close'));
    server.close();
  }
  for (const socket of sockets) {
    // A server counts a connection as closed before the socket's own 'close' has told everybody.
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
