import type { HttpAnswer, HttpRequest, Send } from '../transport/http.js';
import type { BreakerState } from './breaker.js';

/** Higher first: what a scan cannot go on without before what it can. */
export const PRIORITY = { markets: 40, tickers: 30, benchmark: 20, candles: 10, facts: 0 } as const;

/**
 * The one place through which every request to an exchange goes: it waits for budget, a free place and the end of any
 * pause, sends, and learns from the answer's headers or from the failure.
 */
export interface RequestGate {
  /** @throws {ExchangeFailure} what `send` throws, or HTTP_RATE_LIMIT / HTTP_BAN / EXCHANGE_DOWN without sending. */
  pass(request: HttpRequest, priority: number, send: Send): Promise<HttpAnswer>;
}

export interface BudgetUse {
  /** Weight in the current window: of all our processes, or as the exchange counts where that is more. */
  readonly used: number;
  /** As the exchange counts; null where it has not said. */
  readonly counted: number | null;
  readonly safe: number;
  readonly limit: number;
  readonly windowMs: number;
}

export interface GateState {
  /** UTC ms, or null. */
  readonly pausedUntilMs: number | null;
  readonly bannedUntilMs: number | null;
  readonly breaker: BreakerState;
  /** By budget; those that were asked for so far. */
  readonly budgets: Readonly<Record<string, BudgetUse>>;
  readonly waiting: number;
  readonly inFlight: number;
  /** Requests that may be under way now: the semaphore, or less after a 429. */
  readonly concurrency: number;
  /** `ceil(RTT / pace) + 1` */
  readonly semaphore: number;
  readonly rttMs: number;
}

export interface GateStats {
  readonly sent: number;
  readonly answered: number;
  readonly failed: number;
  /** Answers 429, and others that mean it. */
  readonly rateLimited: number;
  /** Ended without being sent: banned, or the breaker was open. */
  readonly refused: number;
  readonly weight: number;
  readonly peakInFlight: number;
  /** The highest number that was ever allowed under way. */
  readonly peakConcurrency: number;
}

export interface LimitedGate extends RequestGate {
  readonly state: GateState;
  readonly stats: GateStats;
  /** Reports to the gate a failure that only showed after `send` had given an answer. */
  report(failure: unknown): void;
}
