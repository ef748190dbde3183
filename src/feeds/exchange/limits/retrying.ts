import type { Clock } from '../../../util/clock.js';
import { ExchangeFailure } from '../failure.js';

const ATTEMPTS = 3;
const BASE_MS = 500;
const CAP_MS = 15_000;
const AFTER_PROBE_MS = 10;
/** A malformed body is requested once more, not twice. */
const ATTEMPTS_AT_A_BAD_BODY = 2;

/** Retries allowed in one scan, so that an exchange in trouble does not get three times the requests. */
export interface RetryBudget {
  /** Takes one retry; false if none is left. */
  take(): boolean;
  onSuccess(): void;
}

/** @param share  retries per successful call; @param atLeast  before the first one. */
export function createRetryBudget(share = 0.1, atLeast = 10): RetryBudget {
  let successes = 0;
  let taken = 0;
  return {
    take: () => {
      if (taken + 1 > atLeast + share * successes) return false;
      taken++;
      return true;
    },
    onSuccess: () => {
      successes++;
    },
  };
}

export interface RetryPolicy {
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly rng: () => number;
  readonly budget: RetryBudget;
  /** @default 3 */
  readonly attempts?: number;
}

/** Full jitter (Brooker 2015): anything between 0 and the exponential step. */
function backOffMs(attempt: number, rng: () => number): number {
  return rng() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1));
}

/** How long to wait before the next attempt, ms; null = do not retry. */
function waitMs(failure: ExchangeFailure, attempt: number, policy: RetryPolicy): number | null {
  const { clock, rng, budget, attempts = ATTEMPTS } = policy;
  const isBadBody = failure.code === 'BAD_BODY' || failure.code === 'BAD_SCHEMA';
  if (failure.retry === 'no' || failure.code === 'HTTP_BAN') return null;
  if (attempt >= (isBadBody ? Math.min(attempts, ATTEMPTS_AT_A_BAD_BODY) : attempts)) return null;
  // Nothing was sent, or all requests wait together until the exchange accepts them again: this cannot become
  // a retry storm.
  const isFree = failure.code === 'EXCHANGE_DOWN' || failure.code === 'HTTP_RATE_LIMIT';
  if (!isFree && !budget.take()) return null;
  if (failure.code === 'EXCHANGE_DOWN') {
    // A little after the probe is due, so that it is not too early by a timer's rounding.
    return Math.min(CAP_MS, Math.max(0, (failure.untilMs ?? 0) - clock.wallMs()) + AFTER_PROBE_MS);
  }
  // The gate holds it back until the pause is over.
  if (failure.retry === 'until') return 0;
  const isConnectionLost = failure.code === 'NET_RESET' && attempt === 1;
  return failure.retry === 'now' || isConnectionLost ? 0 : backOffMs(attempt, rng);
}

/**
 * Runs until it succeeds or retrying makes no sense: by the failure's own rule, at most 3 times, and within
 * the retry budget of the scan. Never waits out a ban; that is the caller's decision.
 * @param run  receives the number of the attempt, from 1.
 * @throws {ExchangeFailure} the last failure; the signal's reason as soon as it aborts.
 */
export async function retrying<Result>(
  policy: RetryPolicy,
  run: (attempt: number) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted();
    try {
      const result = await run(attempt);
      policy.budget.onSuccess();
      return result;
    } catch (error) {
      const pauseMs = error instanceof ExchangeFailure ? waitMs(error, attempt, policy) : null;
      if (pauseMs === null) throw error;
      if (pauseMs > 0) await policy.clock.sleep(pauseMs, signal);
    }
  }
}
