import { EXIT, SquallError } from '../../util/squall-error.js';

interface FailureKind {
  /** What cannot be trusted any more: one market, or the whole exchange. */
  readonly scope: 'symbol' | 'exchange';
  readonly retry: 'no' | 'now' | 'backoff' | 'until';
  readonly exitCode: number;
}

const kind = (scope: FailureKind['scope'], retry: FailureKind['retry'], exitCode: number): FailureKind => ({
  scope,
  retry,
  exitCode,
});

/** Everything that can go wrong between us and an exchange. One table: scope, whether to try again, exit code. */
export const FAILURES = {
  NET_TIMEOUT: kind('symbol', 'backoff', EXIT.unavailable),
  NET_RESET: kind('symbol', 'backoff', EXIT.unavailable),
  NET_DNS: kind('exchange', 'backoff', EXIT.unavailable),
  NET_PROXY: kind('exchange', 'backoff', EXIT.unavailable),
  NET_TLS: kind('exchange', 'no', EXIT.unavailable),
  HTTP_RATE_LIMIT: kind('exchange', 'until', EXIT.tryLater),
  HTTP_BAN: kind('exchange', 'until', EXIT.tryLater),
  HTTP_5XX: kind('exchange', 'backoff', EXIT.unavailable),
  HTTP_MAINTENANCE: kind('exchange', 'backoff', EXIT.unavailable),
  HTTP_BLOCKED: kind('exchange', 'no', EXIT.refused),
  BAD_BODY: kind('symbol', 'backoff', EXIT.protocol),
  BAD_SCHEMA: kind('symbol', 'backoff', EXIT.protocol),
  MARKET_GONE: kind('symbol', 'no', EXIT.data),
  MARKET_INACTIVE: kind('symbol', 'no', EXIT.data),
  /** The breaker is open: nothing was sent. */
  EXCHANGE_DOWN: kind('exchange', 'until', EXIT.unavailable),
} as const satisfies Record<string, FailureKind>;

export type FailureCode = keyof typeof FAILURES;

export interface FailureDetails {
  /** Wall time before which nothing must be sent, UTC ms. */
  readonly untilMs?: number;
  /** HTTP status of the answer, where there was one. */
  readonly status?: number;
  readonly cause?: unknown;
  /** Where a single case is narrower, wider or more final than its code. */
  readonly scope?: FailureKind['scope'];
  readonly retry?: FailureKind['retry'];
}

/** A call to an exchange that did not bring what was asked for. The message is one sentence, redacted, ≤ 300 characters. */
export class ExchangeFailure extends SquallError {
  readonly status: number | null;

  constructor(
    override readonly code: FailureCode,
    message: string,
    details: FailureDetails = {},
  ) {
    const { scope, retry, exitCode } = FAILURES[code];
    super(code, message, exitCode, details.scope ?? scope, details.retry ?? retry, details.untilMs ?? null);
    this.status = details.status ?? null;
    this.cause = details.cause;
  }
}
