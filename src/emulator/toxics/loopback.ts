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

/** Stops listening and ends every connection. */
export async function closeServer(server: Server, sockets: Iterable<Socket>): Promise<void> {
  const closed = server.listening ? once(server, 'close') : Promise.resolve();
  if (server.listening) server.close();
  for (const socket of sockets) socket.destroy();
  await closed;
}

/** A connection to a port of this machine whose errors are left to its 'close'. */
export function connectLoopback(port: number): Socket {
  // A peer that has ended its half may still be answered.
  const socket = connect({ host: LOOPBACK, port, allowHalfOpen: true, noDelay: true });
  socket.on('error', () => {});
  return socket;
}
