import { createServer } from 'node:tls';
import { closeServer, connectLoopback, listenOnLoopback, openSockets } from '../../src/emulator/loopback.js';

export interface TlsFrontOptions {
  /** A plain port of this machine. */
  readonly targetPort: number;
  /** PEM. */
  readonly key: string;
  /** PEM, the server's first. */
  readonly certificate: string;
  /** Default: any free one. */
  readonly port?: number;
}

export interface TlsFront {
  readonly port: number;
  /** TLS handshakes that came to a good end. */
  handshakes(): number;
  close(): Promise<void>;
}

/**
 * TLS on loopback in front of a plain port on loopback: the emulator behind a certificate that is good, or
 * not.
 * @throws the system's error if the port is not available, OpenSSL's if key and certificate do not match.
 */
export async function startTlsFront({
  targetPort,
  key,
  certificate,
  port,
}: TlsFrontOptions): Promise<TlsFront> {
  let handshakes = 0;
  const server = createServer({ key, cert: certificate, allowHalfOpen: true }, (client) => {
    handshakes++;
    const plain = connectLoopback(targetPort);
    client.on('error', () => plain.destroy());
    client.once('close', () => plain.destroy());
    plain.once('close', () => client.destroySoon());
    client.pipe(plain).pipe(client);
  });
  const sockets = openSockets(server);
  // A client that rejects our certificate says so and leaves: that is its right.
  server.on('tlsClientError', () => {});
  const taken = await listenOnLoopback(server, port ?? 0);
  return { port: taken, handshakes: () => handshakes, close: () => closeServer(server, sockets) };
}
