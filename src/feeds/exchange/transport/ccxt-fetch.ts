import type { Clock } from '../../../util/clock.js';
import { ExchangeFailure } from '../failure.js';
import type { RequestGate } from '../limits/gate.js';
import { NumberRows } from '../number-rows.js';
import { currentContext } from './call-context.js';
import { credentialIn, isPrivateApi } from './credentials.js';
import type { ExchangeTime } from './exchange-time.js';
import { contextOf } from './failure-context.js';
import type { HttpAnswer, HttpRequest, OnArrival, Send } from './http.js';
import { StatusError } from './http-status.js';
import { inBandFailure } from './in-band.js';
import type { Answer } from './in-band.js';
import type { CcxtExchange } from './load-exchange.js';
import { ofOneMarket } from './market-failure.js';

export interface FetchParts {
  /** Our id of the exchange, for messages and rules. */
  readonly id: string;
  readonly gate: RequestGate;
  /** Where a URL of the exchange really leads. */
  readonly target: (url: string) => URL;
  readonly send: Send;
  readonly clock: Clock;
  readonly time: ExchangeTime;
}

/** Identifies us, but not the version. */
const USER_AGENT = 'squall';

/**
 * Takes the network out of ccxt's hands: each request of this exchange goes through the gate to `send`, and
 * an error in the body of an answer is a failure before the gate is done, so that the gate can learn from it.
 * A call of a private interface, and a request with a credential in it, are rejected whatever the client
 * makes of it.
 */
export function routeRequests(
  exchange: CcxtExchange,
  { id, gate, target, send, clock, time }: FetchParts,
): void {
  const checkedSend =
    (isOfOneMarket: boolean): Send =>
    async (request, onArrival) => {
      const sentMs = clock.nowMs();
      const url = target(request.url);
      const answer = await rawAnswer({ ...request, url: url.href }, send, onArrival);
      time.observe(answer.headers, sentMs, clock.nowMs());
      const context = contextOf(id, request.method, url, clock);
      const failure = inBandFailure(answer, thrownBy(exchange, request, answer), context);
      if (failure) throw isOfOneMarket ? ofOneMarket(failure, answer.text) : failure;
      return answer as HttpAnswer;
    };

  const refused = (got: string): ExchangeFailure => {
    const message = `${id}: expected a request for public data, got ${got}; nothing was sent.`;
    return new ExchangeFailure('BAD_SCHEMA', message, { retry: 'no' });
  };

  const sign = exchange.sign.bind(exchange);
  exchange.sign = (path, api, ...rest) => {
    if (isPrivateApi(api)) throw refused(`one of a private interface (${String(path).slice(0, 60)})`);
    return sign(path, api, ...rest);
  };

  exchange.fetch = async (
    url: string,
    method = 'GET',
    headers?: object,
    body?: unknown,
  ): Promise<unknown> => {
    const { priority, signal, numberRows, isOfOneMarket = false } = currentContext();
    if (method !== 'GET' && method !== 'POST') throw refused(method);
    const credential = credentialIn({ url, headers, body });
    if (credential !== null) throw refused(`one with a credential (${credential})`);
    const request: HttpRequest = {
      method,
      url,
      headers: { 'user-agent': USER_AGENT, ...(headers as Record<string, string> | undefined) },
      ...(typeof body === 'string' && { body }),
      ...(signal && { signal }),
      ...(numberRows && { numberRows }),
    };
    return parsed(exchange, await gate.pass(request, priority, checkedSend(isOfOneMarket)));
  };
}

/** An answer of any status. @throws whatever prevented it. */
async function rawAnswer(
  request: HttpRequest,
  send: Send,
  onArrival: OnArrival | undefined,
): Promise<Answer | HttpAnswer> {
  try {
    return await send(request, onArrival);
  } catch (error) {
    if (!(error instanceof ExchangeFailure && error.cause instanceof StatusError)) throw error;
    const { status, headers, text } = error.cause;
    return { status, headers, text, json: jsonOf(text) };
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What ccxt's own rules of this exchange throw for an answer; undefined if they see nothing wrong. */
function thrownBy(exchange: CcxtExchange, request: HttpRequest, answer: Answer): unknown {
  const { status, headers, text, json } = answer;
  const { method, url } = request;
  try {
    exchange.handleErrors(status, '', url, method, headers, text, json, request.headers, request.body);
    return undefined;
  } catch (error) {
    return error ?? new Error('nothing');
  }
}

/** Whole numbers beyond 2^53 as text, as expected by ccxt's parsers; everything else as parsed already. */
function parsed(exchange: CcxtExchange, { json, text }: HttpAnswer): unknown {
  const isExact = !exchange.quoteJsonNumbers || !holdsUnsafeInteger(json);
  return isExact ? json : (exchange.parseJson(text) as unknown);
}

/** Like ccxt's own, which calls itself for each of the 6,000 values of an answer with candles. */
function holdsUnsafeInteger(json: object): boolean {
  if (json instanceof NumberRows) return false;
  const values: readonly unknown[] = Array.isArray(json) ? json : Object.values(json);
  for (const value of values) {
    if (typeof value === 'number') {
      if (value > Number.MAX_SAFE_INTEGER || value < -Number.MAX_SAFE_INTEGER) return true;
    } else if (typeof value === 'object' && value !== null && holdsUnsafeInteger(value)) {
      return true;
    }
  }
  return false;
}
