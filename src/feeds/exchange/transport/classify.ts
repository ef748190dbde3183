import { ExchangeFailure } from '../failure.js';
import type { FailureCode } from '../failure.js';
import { ccxtMeaning } from './ccxt-errors.js';
import type { FailureContext } from './failure-context.js';
import { StatusError, statusFailure } from './http-status.js';
import { networkFailureCode } from './network-codes.js';
import { redact } from './redact.js';

/** How far a chain of causes is followed; a chain may be a circle. */
const MAX_CAUSES = 6;

const MEANINGS: Readonly<Partial<Record<FailureCode, string>>> = {
  NET_TIMEOUT: 'expected an answer in time, got none',
  NET_RESET: 'expected a whole answer, the connection was refused or broke',
  NET_DNS: 'expected the address of the host, the name could not be resolved',
  NET_TLS: 'expected a secure connection with a valid certificate, got none; it is never tried without',
  BAD_BODY: 'expected an HTTP answer, got something unreadable',
};

/**
 * The one place that knows what an error of ours, of ccxt, undici, OpenSSL or Node means. Never throws; whatever it
 * does not know is BAD_SCHEMA: what came was not understood. Then the error is kept as the cause.
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
    const message = `${context.exchange} (${context.where}): ${redact(textOf(error))}`;
    // An error told by an answer never comes here as ccxt's (see in-band.ts): this is ccxt, over a body it cannot read.
    const code = meaning.code === 'HTTP_5XX' ? 'BAD_SCHEMA' : meaning.code;
    return new ExchangeFailure(code, message, meaning.details);
  }
  for (const link of causes(error)) {
    const code = networkFailureCode(codeOf(link));
    if (code) {
      const detail = redact(textOf(link), 100);
      return new ExchangeFailure(
        code,
        `${context.exchange}: ${MEANINGS[code]} from ${context.where} (${detail}).`,
      );
    }
  }
  return unknown(error, redact(textOf(error), 120), context);
}

function unknown(cause: unknown, detail: string, { exchange, where }: FailureContext): ExchangeFailure {
  const message = `${exchange}: expected data in its documented shape from ${where}, got something else (${detail}).`;
  return new ExchangeFailure('BAD_SCHEMA', message, { cause });
}

/** An error, what it was caused by, and the parts of an AggregateError (one for each address that was tried). */
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
