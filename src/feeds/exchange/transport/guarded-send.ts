import type { LookupFunction } from 'node:net';
import { request as httpRequest } from 'undici';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../../util/clock.js';
import { ExchangeFailure } from '../failure.js';
import { MOST_IN_FLIGHT } from '../limits/concurrency.js';
import { classify } from './classify.js';
import { ACCEPTED_ENCODINGS, parseJsonBody, textOf, unpackBody } from './decode-body.js';
import { contextOf } from './failure-context.js';
import type { FailureContext } from './failure-context.js';
import type { HttpAnswer, HttpRequest, Send } from './http.js';
import { StatusError } from './http-status.js';
import { createNetworkAgent } from './network-agent.js';
import { parseNumberRows } from './parse-number-rows.js';
import type { ProxySettings } from './proxy.js';
import { proxyOf } from './proxy.js';
import { readBody, readErrorText } from './read-body.js';
import { Turns } from './turns.js';
import { untilAborted } from '../../../util/until-aborted.js';

export interface GuardOptions {
  /** Id of the exchange, for messages. */
  readonly exchange: string;
  readonly clock: Clock;
  /** Hosts that may be dialled, as in a URL: `api.binance.com`, `127.0.0.1:8080`. */
  readonly allowedHosts: ReadonlySet<string>;
  /** Time for everything: name, connection, headers and body. Default 10 s. */
  readonly deadlineMs?: number;
  /**
   * Maximum bytes of a body, compressed and decompressed. Default: 8 MiB for candles, 32 MiB for the rest.
   */
  readonly maxBytes?: (url: URL) => number;
  /** Maximum connections to one host. Default 20. */
  readonly connections?: number;
  readonly lookup?: LookupFunction;
  /** @default what the environment names */
  readonly proxy?: ProxySettings | null;
}

export interface Traffic {
  /** Requests that were sent, or attempted. */
  readonly requests: number;
  /** Bytes of bodies as received, before decompression. */
  readonly wireBytes: number;
  readonly connections: number;
  readonly reusedConnections: number;
}

export interface GuardedSend {
  readonly send: Send;
  /** Counted since the start; a live view. */
  readonly traffic: Traffic;
  /** Closes all connections at once. */
  close(): Promise<void>;
}

/** A body as received. */
interface Wire {
  readonly headers: HttpAnswer['headers'];
  readonly wire: Buffer;
}

/** An existing reason: without one, each abort creates an exception with a stack. */
const SETTLED = new Error('settled');
const DEADLINE_MS = 10_000;
/**
 * A few more than the gate's maximum of requests in flight: undici rests a connection for a turn of the event
 * loop after each answer, and with none to spare the next request would wait for that. Each additional one
 * costs a handshake.
 */
const CONNECTIONS = MOST_IN_FLIGHT + 4;
/** An exchange that rejects in the body of a 200 does so in fewer bytes, compressed or not. */
const REFUSAL_BYTES = 2048;
/** Ends a request that its own deadline could not: an abandoned connection. */
const BACKSTOP_MS = 1_000;

/**
 * HTTP that always ends: one deadline over everything, limits on size and rate, only listed hosts (through
 * the proxy of the environment, if there is one), no redirects, only status 200 with a JSON object or array.
 * Every failure is an ExchangeFailure.
 */
export function createGuardedSend(options: GuardOptions): GuardedSend {
  const { exchange, clock, allowedHosts, deadlineMs = DEADLINE_MS, maxBytes = defaultMaxBytes } = options;
  const network = createNetworkAgent({
    connections: options.connections ?? CONNECTIONS,
    timeoutMs: deadlineMs + BACKSTOP_MS,
    ...(options.lookup && { lookup: options.lookup }),
    proxy: options.proxy === undefined ? proxyOf(process.env) : options.proxy,
  });
  const turns = new Turns();
  let requests = 0;
  let wireBytes = 0;
  const countBytes = (bytes: number): void => {
    wireBytes += bytes;
  };

  const send: Send = async (request, onArrival) => {
    const url = new URL(request.url);
    const context = contextOf(exchange, request.method, url, clock);
    if (!allowedHosts.has(url.host)) throw foreignHost(url, context);
    request.signal?.throwIfAborted();
    requests++;
    try {
      const { headers, wire } = await fetched(request, url, context);
      if (wire.length > REFUSAL_BYTES) {
        onArrival?.(headers);
        await turns.next();
        request.signal?.throwIfAborted();
      }
      const body = await unpackBody(wire, headers['content-encoding'] ?? '', maxBytes(url), context);
      const read = (request.numberRows && parseNumberRows(body)) || parsedBody(body, context);
      return { status: 200, headers, ...read, wireBytes: wire.length };
    } catch (error) {
      request.signal?.throwIfAborted();
      throw classify(error, context);
    }
  };

  /** The complete answer, within the deadline. */
  async function fetched(request: HttpRequest, url: URL, context: FailureContext): Promise<Wire> {
    const stop = new AbortController();
    const settled = new AbortController();
    const onAbort = (): void => stop.abort();
    request.signal?.addEventListener('abort', onAbort, { once: true });
    clock.sleep(deadlineMs, settled.signal).then(
      () => stop.abort(late(deadlineMs, context)),
      () => undefined,
    );
    try {
      // undici does not end a request that still waits for its connection, so the signal is handled here as
      // well.
      return await untilAborted(exchanged(request, url, context, stop.signal), stop.signal);
    } finally {
      settled.abort(SETTLED);
      request.signal?.removeEventListener('abort', onAbort);
    }
  }

  async function exchanged(
    request: HttpRequest,
    url: URL,
    context: FailureContext,
    signal: AbortSignal,
  ): Promise<Wire> {
    const response = await httpRequest(url, {
      method: request.method,
      headers: { ...request.headers, accept: 'application/json', 'accept-encoding': ACCEPTED_ENCODINGS },
      body: request.body ?? null,
      dispatcher: network.agentFor(url),
      signal,
    });
    const { statusCode: status, body } = response;
    // An abandoned body emits an error that would end the process without a listener.
    body.on('error', () => undefined);
    if (signal.aborted) body.destroy();
    const headers = joined(response.headers);
    if (status !== 200) {
      throw new StatusError(status, headers, await readErrorText(body, headers, clock, countBytes));
    }
    return {
      headers,
      wire: await readBody(body, { maxBytes: maxBytes(url), headers, context, clock, countBytes }),
    };
  }

  return {
    send,
    traffic: {
      get requests() {
        return requests;
      },
      get wireBytes() {
        return wireBytes;
      },
      get connections() {
        return network.connections;
      },
      get reusedConnections() {
        return network.reusedConnections;
      },
    },
    close: () => network.close(),
  };
}

function parsedBody(body: Buffer, context: FailureContext): Pick<HttpAnswer, 'text' | 'json'> {
  const text = textOf(body);
  return { text, json: parseJsonBody(text, context) };
}

function defaultMaxBytes(url: URL): number {
  return /kline|candle|ohlc/i.test(url.pathname) ? 8 * 2 ** 20 : 32 * 2 ** 20;
}

function foreignHost(url: URL, { exchange }: FailureContext): ExchangeFailure {
  const message = `${exchange}: expected a host of this exchange, got ${JSON.stringify(url.host)}; nothing was sent.`;
  return new ExchangeFailure('HTTP_BLOCKED', message);
}

function late(deadlineMs: number, { exchange, where }: FailureContext): ExchangeFailure {
  const message = `${exchange}: expected a whole answer within ${deadlineMs} ms, got none from ${where}.`;
  return new ExchangeFailure('NET_TIMEOUT', message);
}

function joined(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.toLowerCase(),
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}
