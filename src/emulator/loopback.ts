import type { Server } from 'node:net';
import { EXIT, SquallError } from '../util/squall-error.js';

const LOOPBACK = ['127.0.0.1', '::1'];

/** @throws {SquallError} (usage) any other address: the emulator is no server for others. */
export function checkLoopback(host: string): void {
  if (LOOPBACK.includes(host)) return;
  throw new SquallError(
    'USAGE',
    `Expected a loopback address (${LOOPBACK.join(' or ')}) to listen on, got ${JSON.stringify(host)}.`,
    EXIT.usage,
  );
}

/** @returns the base URL. @throws {SquallError} exit 71 where the port cannot be had. */
export async function listenOn(server: Server, host: string, port: number): Promise<string> {
  checkLoopback(host);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        new SquallError(
          'CANNOT_START',
          `Cannot listen on ${host}:${port}: ${error.message}`,
          EXIT.cannotStart,
        ),
      ),
    );
    server.listen({ host, port }, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('Expected a TCP address');
  return `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`;
}
