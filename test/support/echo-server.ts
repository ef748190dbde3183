import { createServer } from 'node:net';
import { closeServer, listenOnLoopback } from '../../src/emulator/toxics/loopback.js';
import type { Socket } from 'node:net';

export interface EchoServer {
  readonly port: number;
  connections(): number;
  /** All that came in so far. */
  received(): Buffer;
  close(): Promise<void>;
}

/** Sends back what comes, and ends when the other end does. */
export async function startEchoServer(): Promise<EchoServer> {
  const sockets = new Set<Socket>();
  const chunks: Buffer[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      socket.write(chunk);
    });
  });
  const port = await listenOnLoopback(server, 0);
  return {
    port,
    connections: () => sockets.size,
    received: () => Buffer.concat(chunks),
    close: () => closeServer(server, sockets),
  };
}
