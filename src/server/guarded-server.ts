import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SquallError } from '../util/squall-error.js';
import { EventStreams } from './event-streams.js';
import { createHttpServer, SERVER_LIMITS, type ServerLimits } from './http-server.js';
import { checkListenOptions, hostsOf, isLoopback, type ListenOptions, urlHost } from './listen-address.js';
import type { GuardPolicy } from './request-guard.js';
import { BROKEN, refuse, respond } from './respond.js';
import type { Route } from './routes.js';
import { createToken } from './token.js';

export interface ServerOptions extends ListenOptions {
  readonly routes: readonly Route[];
  /** Receives errors of handlers; clients learn nothing about them. */
  readonly onError: (error: unknown) => void;
  readonly limits?: Partial<ServerLimits>;
}

export interface RunningServer {
  /** `http://127.0.0.1:9464` */
  readonly url: string;
  readonly port: number;
  /** Required for requests that change something; created at each start unless given. */
  readonly token: string;
  /** Stops listening and ends every connection, including event streams. */
  close(): Promise<void>;
}

/**
 * An HTTP server for this machine: no request reaches a handler without passing every guard, and nothing that
 * a client or a handler does ends it.
 * @throws {SquallError} USAGE: an address that others can reach without token and names; CANNOT_START: the
 *   port is taken.
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  checkListenOptions(options);
  const limits = { ...SERVER_LIMITS, ...options.limits };
  const streams = new EventStreams(limits.eventStreams);
  const token = options.token ?? createToken();
  const server = createHttpServer(limits);
  await listen(server, options);
  // Out of file descriptors, for example.
  server.on('error', options.onError);
  const { port } = server.address() as AddressInfo;
  const policy: GuardPolicy = {
    hosts: hostsOf(port, options.allowedHosts ?? []),
    token,
    cookie: `squall-${port}`,
    tokenFor: isLoopback(options.host) ? 'changes' : 'everything',
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    response.on('error', options.onError);
    respond(request, response, { policy, routes: options.routes, streams }).catch((error: unknown) => {
      options.onError(error);
      refuse(response, BROKEN);
    });
  };
  server.on('request', answer);
  server.on('checkContinue', answer);
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) => {
    refuse(response, {
      status: 417,
      code: 'BAD_EXPECTATION',
      message: 'Expected no Expect header but 100-continue.',
    });
  });
  let closed: Promise<void> | null = null;
  return {
    url: `http://${urlHost(options.host)}:${port}`,
    port,
    token,
    close: () => (closed ??= closeServer(server, streams)),
  };
}

async function listen(server: Server, { host, port }: ListenOptions): Promise<void> {
  server.listen({ host, port });
  await once(server, 'listening').catch((error: Error) => {
    throw new SquallError('CANNOT_START', `Cannot listen on ${host}:${port}: ${error.message}`);
  });
}

async function closeServer(server: Server, streams: EventStreams): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  streams.close();
  server.closeAllConnections();
  await closed;
}
