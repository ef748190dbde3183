import { ExchangeFailure } from '../failure.js';
import type { FailureCode, FailureDetails } from '../failure.js';
import type { FailureContext } from './failure-context.js';
import { askedPauseMs, banUntilMs, pauseUntilMs } from './pause.js';
import { redact } from './redact.js';

/** An answer whose status is not 200, as received. */
export class StatusError extends Error {
  constructor(
    readonly status: number,
    /** Names in lower case. */
    readonly headers: Readonly<Record<string, string>>,
    /** At most the first 16 KiB of the body. */
    readonly text: string,
  ) {
    super(`status ${status}`);
  }
}

const BLOCKED = new Set([401, 403, 404, 410, 451]);
const MAINTENANCE = /maintenance|system upgrad/i;

/** Meaning of a status by itself. Every status but 200 is a failure. */
export function statusFailure(error: StatusError, context: FailureContext): ExchangeFailure {
  const { status, headers, text } = error;
  const { wallMs } = context;
  const fail = (code: FailureCode, meaning: string, details: FailureDetails = {}) =>
    new ExchangeFailure(code, statusSentence(error, meaning, context), { status, cause: error, ...details });

  if (status === 429) {
    const untilMs = pauseUntilMs(headers, wallMs);
    return fail('HTTP_RATE_LIMIT', `too many requests; nothing is sent until ${timeText(untilMs)}`, {
      untilMs,
    });
  }
  if (status === 418) {
    const untilMs = banUntilMs(text, headers, wallMs);
    return fail('HTTP_BAN', `this address is banned until ${timeText(untilMs)}`, { untilMs });
  }
  if (status === 407) return fail('NET_PROXY', 'a proxy wants a password');
  if (status === 408) return fail('NET_TIMEOUT', 'the exchange gave up waiting');
  if (BLOCKED.has(status)) return fail('HTTP_BLOCKED', 'it does not serve us');
  if (status >= 500) {
    const back = askedPauseMs(headers, wallMs) === null ? {} : { untilMs: pauseUntilMs(headers, wallMs) };
    return MAINTENANCE.test(text)
      ? fail('HTTP_MAINTENANCE', 'it is under maintenance', back)
      : fail('HTTP_5XX', 'its server failed', back);
  }
  if (status >= 400) return fail('BAD_SCHEMA', 'it did not understand the request', { retry: 'no' });
  if (headers.location !== undefined) {
    return fail('BAD_BODY', 'redirects are never followed', { retry: 'no' });
  }
  return fail('BAD_BODY', 'only 200 is an answer');
}

function statusSentence({ status, text }: StatusError, meaning: string, context: FailureContext): string {
  const excerpt = redact(text, 100);
  const quoted = excerpt === '' ? '' : `: ${excerpt}`;
  return `${context.exchange} answered ${status} to ${context.where} (${meaning})${quoted}`;
}

/** `2026-11-25T13:20:07Z` */
export function timeText(utcMs: number): string {
  return new Date(utcMs).toISOString().replace(/\.\d+Z$/, 'Z');
}
