import { ExchangeFailure } from '../failure.js';
import type { FailureCode } from '../failure.js';
import { ccxtMeaning } from './ccxt-errors.js';
import type { FailureContext } from './failure-context.js';
import { StatusError, statusFailure } from './http-status.js';
import { networkFailureCode } from './network-codes.js';
import { redact } from './redact.js';

/** Maximum depth of a chain of causes; a chain may be circular. */
const MAX_CAUSES = 6;

/**
 * `…:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/…`: only the reason is for
 * people.
 */
const OPENSSL = /^[^]*:SSL routines:[^:]*:([^:]+):[^]*$/;

type Sentence = (where: string, detail: string) => string;

const SENTENCES: Readonly<Partial<Record<FailureCode, Sentence>>> = {
  NET_TIMEOUT: (where, detail) => `expected an answer in time, got none from ${where} (${detail}).`,
  NET_RESET: (where, detail) =>
    `expected a whole answer from ${where}, but the connection broke (${detail}).`,
  NET_DNS: (where, detail) =>
    `expected an answer to ${where}, but the host's name was not found (${detail}).`,
  NET_TLS: (where, detail) =>
    `expected a secure connection and a valid certificate for ${where}, got none (${detail}); nothing is sent without.`,
  NET_PROXY: (where, detail) =>
    `expected the proxy of the environment (HTTPS_PROXY) to lead to ${where}, but it did not (${detail}).`,
  BAD_BODY: (where, detail) => `expected an HTTP answer, got something unreadable from ${where} (${detail}).`,
};

const REFUSED: Sentence = (where, detail) =>
  `expected an answer to ${where}, but the connection was refused (${detail}).`;
const NOT_RUNNING: Sentence = (where, detail) =>
  `expected an answer to ${where}, but the connection was refused (${detail}): is the emulator running there?`;
const NO_WAY: Sentence = (where, detail) =>
  `expected an answer to ${where}, but no connection could be made (${detail}).`;

/** Codes of NET_RESET if there never was a connection. */
const UNCONNECTED = new Set([
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EMFILE',
  'ENFILE',
]);

/**
 * The one place that knows the meaning of errors of ours, of ccxt, undici, OpenSSL or Node. Never throws;
 * unknown errors are BAD_SCHEMA: the answer was not understood. Then the error is kept as the cause.
 */
export function classify(error: unknown, context: FailureContext): ExchangeFailure {
  try {
    return failureOf(error, context);
  } catch {
    return unknown(undefined, 'an error that cannot be read', context);
  }
}

function failureOf(error: unknown, context: FailureContext): ExchangeFailure {
  if (error instanceof ExchangeFailure) return error;
  if (error instanceof StatusError) return statusFailure(error, context);
  const meaning = ccxtMeaning(error);
  if (meaning) {
    const message = `${context.exchange}: ccxt failed: ${redact(textOf(error))}`;
    // An error in an answer never arrives here from ccxt (see in-band.ts): this is ccxt failing on a body it
    // cannot read.
    const code = meaning.code === 'HTTP_5XX' ? 'BAD_SCHEMA' : meaning.code;
    return new ExchangeFailure(code, message, meaning.details);
  }
  for (const link of causes(error)) {
    const code = networkFailureCode(codeOf(link));
    const sentence = code === null ? null : sentenceFor(code, codeOf(link), context);
    if (code !== null && sentence) {
      const detail = redact(textOf(link).replace(OPENSSL, '$1'), 100);
      return new ExchangeFailure(code, `${context.exchange}: ${sentence(context.where, detail)}`);
    }
  }
  return unknown(error, redact(textOf(error), 120), context);
}

function sentenceFor(code: FailureCode, cause: string, { isEmulated }: FailureContext): Sentence | undefined {
  if (cause === 'ECONNREFUSED') return isEmulated ? NOT_RUNNING : REFUSED;
  return UNCONNECTED.has(cause) ? NO_WAY : SENTENCES[code];
}

function unknown(cause: unknown, detail: string, { exchange, where }: FailureContext): ExchangeFailure {
  const message = `${exchange}: expected data in the documented shape, got something else from ${where} (${detail}).`;
  return new ExchangeFailure('BAD_SCHEMA', message, { cause });
}

/** An error, its causes, and the parts of an AggregateError (one per address tried). */
function causes(error: unknown): object[] {
  const found: object[] = [];
  const queue: unknown[] = [error];
  while (queue.length > 0 && found.length < MAX_CAUSES) {
    const next = queue.shift();
    if (typeof next !== 'object' || next === null) continue;
    found.push(next);
    const { cause, errors } = next as { cause?: unknown; errors?: unknown };
    queue.push(cause, ...(Array.isArray(errors) ? (errors as unknown[]).slice(0, MAX_CAUSES) : []));
  }
  return found;
}

function codeOf(error: object): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return typeof name === 'string' ? name : '';
}

function textOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const { message, name } = error as { message?: unknown; name?: unknown };
  if (typeof message === 'string' && message !== '') return message;
  return typeof name === 'string' ? name : 'no message';
}
