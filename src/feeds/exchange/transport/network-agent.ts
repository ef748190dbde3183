import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { LookupFunction, Socket } from 'node:net';
import type { Dispatcher } from 'undici';
import { Agent, buildConnector, EnvHttpProxyAgent, Pool } from 'undici';
import { isOnThisMachine } from './base-url.js';
import type { ProxySettings } from './proxy.js';
import { proxyErrorOf } from './proxy.js';

export interface NetworkOptions {
  /** Maximum connections to one host. */
  readonly connections: number;
  /**
   * Limit of name resolution, TCP and TLS handshake together; a backstop behind the deadline of a request.
   */
  readonly timeoutMs: number;
  /** Replaces the system's name resolution; not used for requests through a proxy. */
  readonly lookup?: LookupFunction;
  /** Between us and every other machine. @default none */
  readonly proxy?: ProxySettings | null;
}

export interface NetworkAgent {
  /** The dispatcher for this URL: bypasses the proxy if it leads to this machine. */
  agentFor(url: URL): Dispatcher;
  /** Connections that were made. */
  readonly connections: number;
  /** Requests over a reused connection. */
  readonly reusedConnections: number;
  close(): Promise<void>;
}

const KEEP_ALIVE_MS = 60_000;
/** Published by undici as it writes a request to a socket. */
const SEND_CHANNEL = 'undici:client:sendHeaders';

/**
 * Persistent HTTP/1.1 connections, counted. Certificates are always checked, through a proxy too (a private
 * authority: `NODE_EXTRA_CA_CERTS`).
 */
export function createNetworkAgent({
  connections,
  timeoutMs,
  lookup,
  proxy = null,
}: NetworkOptions): NetworkAgent {
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
  const counted =
    (connect: buildConnector.connector): buildConnector.connector =>
    (target, callback) =>
      connect(target, (...result) => {
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

  const limits = {
    connections,
    pipelining: 1,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  };
  const direct = new Agent({ ...limits, connect: counted(connector) });
  const proxied =
    proxy === null ? null : createProxyAgent(proxy, { ...limits, timeoutMs, connector, counted });
  subscribe(SEND_CHANNEL, onSend);

  return {
    agentFor: (url) => (proxied === null || isOnThisMachine(url) ? direct : proxied),
    get connections() {
      return made;
    },
    get reusedConnections() {
      return reused;
    },
    async close() {
      unsubscribe(SEND_CHANNEL, onSend);
      await Promise.all([direct.destroy(), proxied?.destroy()]);
    },
  };
}

interface ProxyAgentOptions extends Agent.Options {
  readonly timeoutMs: number;
  /** NO_PROXY excludes this host. */
  readonly connector: buildConnector.connector;
  readonly counted: (connect: buildConnector.connector) => buildConnector.connector;
}

/** Tunnels (CONNECT), for `http:` too: the proxy can neither read nor store our traffic. */
function createProxyAgent(
  proxy: ProxySettings,
  { timeoutMs, connector, counted, ...limits }: ProxyAgentOptions,
): EnvHttpProxyAgent {
  return new EnvHttpProxyAgent({
    ...limits,
    ...proxy,
    proxyTls: { timeout: timeoutMs },
    requestTls: { timeout: timeoutMs },
    factory: (origin, { connect, ...options }: Pool.Options) =>
      new Pool(origin, {
        ...options,
        connect: counted(typeof connect === 'function' ? blamingProxy(connect) : connector),
      }),
  });
}

/** Connects as before, and separates the proxy's failures from those behind it. */
function blamingProxy(connect: buildConnector.connector): buildConnector.connector {
  return (target, callback) =>
    connect(target, (...result) => {
      const [error] = result;
      if (error === null) callback(...result);
      else callback(proxyErrorOf(error) ?? error, null);
    });
}
