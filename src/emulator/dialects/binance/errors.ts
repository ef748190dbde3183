import { Refused, answerOf, secondsUntil, type Refusal } from '../dialect.js';
import type { EmulatedAnswer } from '../../types.js';

export function binanceError(code: number, msg: string, status = 400): EmulatedAnswer {
  return answerOf({ code, msg }, { status });
}

export const invalidSymbol = (): Refused => new Refused(binanceError(-1121, 'Invalid symbol.'));
export const invalidInterval = (): Refused => new Refused(binanceError(-1120, 'Invalid interval.'));
export const missing = (name: string): Refused =>
  new Refused(
    binanceError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`),
  );
export const illegal = (name: string): Refused =>
  new Refused(
    binanceError(-1100, `Illegal characters found in parameter '${name}'; legal range is '^[0-9]{1,20}$'.`),
  );
export const notValid = (name: string): Refused =>
  new Refused(binanceError(-1130, `Data sent for parameter '${name}' is not valid.`));

/** 429 with Retry-After; 418 with the end of the ban in its text. */
export function binanceRefusal(refusal: Refusal, nowMs: number): EmulatedAnswer {
  const headers = { 'Retry-After': secondsUntil(refusal.untilMs, nowMs) };
  if (refusal.kind === 'banned') {
    const msg = `Way too much request weight used; IP banned until ${refusal.untilMs}. Please use WebSocket Streams for live updates to avoid bans.`;
    return answerOf({ code: -1003, msg }, { status: 418, headers });
  }
  const msg = `Too much request weight used; current limit is ${refusal.rule.limit} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`;
  return answerOf({ code: -1003, msg }, { status: 429, headers });
}
