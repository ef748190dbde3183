import { createServer } from 'node:net';
import { closeServer, listenOnLoopback, openSockets } from '../../src/emulator/loopback.js';

export interface EchoServer {
  readonly port: number;
  connections(): number;
  /** All that came in so far. */
  received(): Buffer;
  close(): Promise<void>;
}

/** Sends back what comes, and ends when the other end does. */
export async function startEchoServer(): Promise<EchoServer> {
  const chunks: Buffer[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      socket.write(chunk);
    });
  });
  const sockets = openSockets(server);
  const port = await listenOnLoopback(server, 0);
  return {
    port,
    connections: () => sockets.size,
    received: () => Buffer.concat(chunks),
    close: () => closeServer(server, sockets),
  };
}
