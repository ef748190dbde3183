import type { CandleRows, EmulatedAnswer } from '../../types.js';
import { Refused, answerOf, secondsUntil, type Refusal } from '../dialect.js';

/** Bybit reports the outcome of a request with status 200 and a code in the body. */
export function bybitAnswer(
  result: unknown,
  nowMs: number,
  candles: CandleRows | null = null,
): EmulatedAnswer {
  return answerOf({ retCode: 0, retMsg: 'OK', result, retExtInfo: {}, time: nowMs }, { candles });
}

function bybitError(retCode: number, retMsg: string, nowMs: number): EmulatedAnswer {
  return answerOf({ retCode, retMsg, result: {}, retExtInfo: {}, time: nowMs });
}

export function parameterError(what: string, nowMs: number): Refused {
  return new Refused(bybitError(10001, what, nowMs));
}

/**
 * The real exchange answers 403 to an address that sends too many requests; Retry-After and 418 make a
 * client's task plainer.
 */
export function bybitRefusal(refusal: Refusal, nowMs: number): EmulatedAnswer {
  const isBan = refusal.kind === 'banned';
  const retMsg = isBan
    ? `IP banned until ${refusal.untilMs}: access too frequent.`
    : 'Too many visits. Exceeded the API Rate Limit.';
  const { body } = bybitError(10006, retMsg, nowMs);
  const headers = { 'Retry-After': secondsUntil(refusal.untilMs, nowMs) };
  return answerOf(body, { status: isBan ? 418 : 429, headers });
}
