import type { HttpAnswer, HttpRequest, Send } from '../transport/http.js';
import type { BreakerState } from './breaker.js';

/** Higher first: what a scan cannot do without comes before the rest. */
export const PRIORITY = { markets: 40, tickers: 30, benchmark: 20, candles: 10, facts: 0 } as const;

/**
 * The single gate for all requests to an exchange: it waits for budget, a free slot and the end of any pause,
 * sends, and learns from the answer's headers or from the failure.
 */
export interface RequestGate {
  /** @throws {ExchangeFailure} what `send` throws, or HTTP_RATE_LIMIT / HTTP_BAN / EXCHANGE_DOWN without sending. */
  pass(request: HttpRequest, priority: number, send: Send): Promise<HttpAnswer>;
}

export interface BudgetUse {
  /** Weight in the current window: of all our processes, or the exchange's count if that is larger. */
  readonly used: number;
  /** By the exchange's count; null if it has not reported it. */
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
  /** By budget; those used so far. */
  readonly budgets: Readonly<Record<string, BudgetUse>>;
  readonly waiting: number;
  readonly inFlight: number;
  /** Maximum requests in flight now: the measured limit, or less after a 429. */
  readonly concurrency: number;
  /** `ceil(RTT / pace) + 1` */
  readonly semaphore: number;
  readonly rttMs: number;
}

export interface GateStats {
  readonly sent: number;
  readonly answered: number;
  readonly failed: number;
  /** Answers 429, and equivalents. */
  readonly rateLimited: number;
  /** Ended without being sent: banned, or the breaker was open. */
  readonly refused: number;
  readonly weight: number;
  readonly peakInFlight: number;
  /** The highest number ever allowed in flight. */
  readonly peakConcurrency: number;
}

export interface LimitedGate extends RequestGate {
  readonly state: GateState;
  readonly stats: GateStats;
  /** Reports to the gate a failure that only showed after `send` had returned an answer. */
  report(failure: unknown): void;
}
