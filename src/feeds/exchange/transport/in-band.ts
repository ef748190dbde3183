import { ExchangeFailure } from '../failure.js';
import type { FailureCode, FailureDetails } from '../failure.js';
import { ccxtMeaning } from './ccxt-errors.js';
import type { FailureContext } from './failure-context.js';
import { StatusError, statusFailure, timeText } from './http-status.js';
import { inBandCode, inBandRule } from './in-band-codes.js';
import { banUntilMs, bannedUntil, pauseUntilMs } from './pause.js';
import { redact } from './redact.js';

export interface Answer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The parsed body; undefined if it is not JSON. */
  readonly json: unknown;
}

/** Statuses that say more than an error code. */
const PLAIN = new Set([407, 418, 429]);
/** Bybit's "access too frequent" arrives as 403 and lasts 10 minutes. */
const BYBIT_TOO_FREQUENT = /access too frequent/i;
const BYBIT_PAUSE_MS = 10 * 60_000;

/**
 * What an answer's body says about itself: an exchange may put its error into a 200, or its reason into a
 * 400.
 * @param thrown what ccxt's `handleErrors` threw for this answer; undefined if it saw nothing wrong
 * @returns null for a good answer
 */
export function inBandFailure(
  answer: Answer,
  thrown: unknown,
  context: FailureContext,
): ExchangeFailure | null {
  if (answer.status === 200 && thrown === undefined) return null;
  if (bannedUntil(answer.text) !== null) return failureOf('HTTP_BAN', answer, context);
  if (PLAIN.has(answer.status)) return ofStatus(answer, context);
  const { exchange, wallMs } = context;

  if (answer.status === 403 && exchange.startsWith('bybit') && BYBIT_TOO_FREQUENT.test(answer.text)) {
    return failureOf('HTTP_BAN', answer, context, { untilMs: wallMs + BYBIT_PAUSE_MS });
  }
  const rule = inBandRule(exchange, inBandCode(answer.json), answer.text);
  if (rule) return failureOf(rule.failure, answer, context, rule.details);
  const meaning = ccxtMeaning(thrown);
  if (meaning && (!meaning.isVague || answer.status === 200)) {
    return failureOf(meaning.code, answer, context, meaning.details);
  }
  return answer.status === 200 ? failureOf('BAD_SCHEMA', answer, context) : ofStatus(answer, context);
}

function ofStatus({ status, headers, text }: Answer, context: FailureContext): ExchangeFailure {
  return withoutCause(statusFailure(new StatusError(status, headers, text), context));
}

/** Bodies are not kept: five thousand failed markets would keep five thousand of them. */
function withoutCause(failure: ExchangeFailure): ExchangeFailure {
  failure.cause = undefined;
  return failure;
}

function failureOf(
  code: FailureCode,
  { status, headers, text }: Answer,
  { exchange, where, wallMs }: FailureContext,
  details: FailureDetails = {},
): ExchangeFailure {
  const untilMs = details.untilMs ?? until(code, headers, text, wallMs);
  const pause = untilMs === undefined ? '' : ` (nothing is sent until ${timeText(untilMs)})`;
  const message = `${exchange} answered ${where} with an error${pause}: ${redact(text, 120)}`;
  return new ExchangeFailure(code, message, { ...details, status, ...(untilMs && { untilMs }) });
}

function until(
  code: FailureCode,
  headers: Readonly<Record<string, string>>,
  text: string,
  wallMs: number,
): number | undefined {
  if (code === 'HTTP_BAN') return banUntilMs(text, headers, wallMs);
  return code === 'HTTP_RATE_LIMIT' ? pauseUntilMs(headers, wallMs) : undefined;
}
