import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { LookupFunction, Socket } from 'node:net';
import { Agent, buildConnector } from 'undici';

export interface NetworkOptions {
  /** Most connections to one host. */
  readonly connections: number;
  /** Limit of name resolution, TCP and TLS handshake together; a backstop behind the deadline of a request. */
  readonly timeoutMs: number;
  /** Replaces the name resolution of the system. */
  readonly lookup?: LookupFunction;
}

export interface NetworkAgent {
  readonly agent: Agent;
  /** Connections that were made. */
  readonly connections: number;
  /** Requests that went over a connection that had carried one before. */
  readonly reusedConnections: number;
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 60_000;
/** Said by undici as it writes a request to a socket. */
const SEND_CHANNEL = 'undici:client:sendHeaders';

/**
 * Connections of HTTP/1.1 that are kept and counted. Proxies of the environment are not looked at, certificates are
 * always checked (a private authority: `NODE_EXTRA_CA_CERTS`).
 */
export function createNetworkAgent({ connections, timeoutMs, lookup }: NetworkOptions): NetworkAgent {
  const carried = new WeakMap<Socket, number>();
  let made = 0;
  let reused = 0;

  // Typed for a single socket option set; the two spreads below are both of `net.connect`.
  const connector = buildConnector({
    timeout: timeoutMs,
    autoSelectFamily: true,
    allowH2: false,
    ...(lookup && { lookup }),
  });
  const connect: buildConnector.connector = (target, callback) =>
    connector(target, (...result) => {
      const socket = result[1];
      if (socket) {
        made++;
        carried.set(socket, 0);
      }
      callback(...result);
    });
  const onSend = (message: unknown): void => {
    const { socket } = message as { socket: Socket };
    const before = carried.get(socket);
    if (before === undefined) return;
    if (before > 0) reused++;
    carried.set(socket, before + 1);
  };

  const agent = new Agent({
    connections,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect,
  });
  subscribe(SEND_CHANNEL, onSend);

  return {
    agent,
    get connections() {
      return made;
    },
    get reusedConnections() {
      return reused;
    },
    async close() {
      unsubscribe(SEND_CHANNEL, onSend);
      await agent.destroy();
    },
  };
}
