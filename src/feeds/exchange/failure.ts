import type { ErrorCode } from '../../util/error-codes.js';
import type { ErrorOptions } from '../../util/squall-error.js';
import { SquallError } from '../../util/squall-error.js';

/** Everything that can go wrong between us and an exchange. */
export const FAILURE_CODES = [
  'NET_TIMEOUT',
  'NET_RESET',
  'NET_DNS',
  'NET_PROXY',
  'NET_TLS',
  'HTTP_RATE_LIMIT',
  'HTTP_BAN',
  'HTTP_5XX',
  'HTTP_MAINTENANCE',
  'HTTP_BLOCKED',
  'BAD_BODY',
  'BAD_SCHEMA',
  'MARKET_GONE',
  'MARKET_INACTIVE',
  'EXCHANGE_DOWN',
] as const satisfies readonly ErrorCode[];

export type FailureCode = (typeof FAILURE_CODES)[number];

export interface FailureDetails extends ErrorOptions {
  /** HTTP status of the answer, if there was one. */
  readonly status?: number;
}

/**
 * A call to an exchange that did not return what was requested. The message is one sentence, redacted, ≤ 300
 * characters.
 */
export class ExchangeFailure extends SquallError {
  declare readonly code: FailureCode;
  readonly status: number | null;

  constructor(code: FailureCode, message: string, details: FailureDetails = {}) {
    super(code, message, details);
    this.status = details.status ?? null;
  }
}
