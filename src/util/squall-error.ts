import type { ErrorCode, ErrorRetry, ErrorScope } from './error-codes.js';
import { ERROR_CODES } from './error-codes.js';

export interface ErrorOptions {
  /** Set if a single case is narrower, wider or more final than its code. @default that of the code */
  readonly scope?: ErrorScope;
  readonly retry?: ErrorRetry;
  /** Set if the process ends with another code. @default that of the code */
  readonly exitCode?: number;
  /** Wall time before which nothing must be retried, UTC ms; null if unknown. @default null */
  readonly untilMs?: number | null;
  readonly cause?: unknown;
}

/** A failure that a user can act on: one sentence, a code for machines, and the exit code of the process. */
export class SquallError extends Error {
  override readonly name = 'SquallError';
  readonly exitCode: number;
  readonly scope: ErrorScope;
  readonly retry: ErrorRetry;
  readonly untilMs: number | null;

  constructor(
    readonly code: ErrorCode,
    message: string,
    { scope, retry, exitCode, untilMs = null, cause }: ErrorOptions = {},
  ) {
    super(message, cause === undefined ? {} : { cause });
    const kind = ERROR_CODES[code];
    this.exitCode = exitCode ?? kind.exitCode;
    this.scope = scope ?? kind.scope;
    this.retry = retry ?? kind.retry;
    this.untilMs = untilMs;
  }
}
