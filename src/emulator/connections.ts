import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import type { LedgerWriter } from './ledger.js';

/** The server's record of one connection. */
export interface Connection {
  readonly id: number;
  requests: number;
}

export interface Connections {
  of(socket: Socket): Connection;
  /** Resolves when all are closed and recorded. */
  closed(): Promise<void>;
}

/** Numbers the connections of a server and records each in the ledger when it closes. */
export function watchConnections(server: Server, ledger: LedgerWriter, nowMs: () => number): Connections {
  const connections = new WeakMap<Socket, Connection>();
  const open = new Set<Promise<void>>();
  let count = 0;
  const watch = (socket: Socket, connection: Connection): Promise<void> =>
    new Promise((resolve) => {
      const atMs = nowMs();
      let closeReason = 'server';
      socket.once('end', () => (closeReason = 'client'));
      socket.on('error', (error: NodeJS.ErrnoException) => (closeReason = error.code ?? error.message));
      socket.once('close', () => {
        ledger.add({
          kind: 'connection',
          connection: connection.id,
          atMs,
          closedAtMs: nowMs(),
          requests: connection.requests,
          bytesIn: socket.bytesRead,
          bytesOut: socket.bytesWritten,
          closeReason,
        });
        resolve();
      });
    });
  server.on('connection', (socket: Socket) => {
    const connection: Connection = { id: ++count, requests: 0 };
    connections.set(socket, connection);
    const over = watch(socket, connection);
    open.add(over);
    void over.then(() => open.delete(over));
  });
  return {
    of(socket) {
      const connection = connections.get(socket);
      if (connection === undefined) throw new RangeError('Expected a socket of this server');
      return connection;
    },
    async closed() {
      await Promise.all(open);
    },
  };
}
