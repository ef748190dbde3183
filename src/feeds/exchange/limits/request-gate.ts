import type { Clock } from '../../../util/clock.js';
import { ExchangeFailure } from '../failure.js';
import type { FailureCode } from '../failure.js';
import type { HttpAnswer, HttpRequest, Send } from '../transport/http.js';
import { Breaker } from './breaker.js';
import { Concurrency } from './concurrency.js';
import type { Budget, ExchangeCosts } from './costs/costs.js';
import { requestCost } from './costs/request-cost.js';
import type { GateState, GateStats, LimitedGate } from './gate.js';
import { LeasedBudget } from './leased-budget.js';
import { RequestQueue } from './request-queue.js';
import type { WaitingRequest } from './request-queue.js';
import type { StateStore } from './ledger/state-store.js';
import { LEAST_STOP_MS, Stops } from './stops.js';
import type { RunningStop } from './stops.js';
import { readUsage } from './usage-headers.js';
import { WakeUp } from './wake-up.js';

/** Share of an IP's documented budget that all our processes together use. */
export const SAFE_SHARE = 0.75;

/** The exchange could not be reached, or the answer was not from its API. */
const ON_THE_WAY: ReadonlySet<FailureCode> = new Set([
  'NET_TIMEOUT',
  'NET_RESET',
  'NET_DNS',
  'NET_PROXY',
  'NET_TLS',
  'HTTP_5XX',
  'HTTP_MAINTENANCE',
  'BAD_BODY',
]);

export interface RequestGateOptions {
  readonly exchangeId: string;
  readonly costs: ExchangeCosts;
  readonly clock: Clock;
  /** 0 ≤ x < 1. */
  readonly rng: () => number;
  readonly state: StateStore;
  /** @default 0.75 */
  readonly safeShare?: number;
  /**
   * Scales the pace; 0 disables pace and windows, for an exchange on loopback. Pauses, bans and the breaker
   * stay. @default 1
   */
  readonly paceScale?: number;
}

const isoTime = (wallMs: number): string => new Date(wallMs).toISOString();

/** Likely reason for a ban if limits are disabled. */
const UNPACED = ' Without pace (--pace-off) start the emulator with --referee relaxed.';

const DEFAULTS = { safeShare: SAFE_SHARE, paceScale: 1 };

/**
 * The only limiter of an exchange (ccxt's own is off): weights, pace, concurrency, pauses, bans and the
 * breaker.
 */
export function createRequestGate(options: RequestGateOptions): LimitedGate {
  return new Gate({ ...DEFAULTS, ...options });
}

class Gate implements LimitedGate {
  readonly #options: Required<RequestGateOptions>;
  readonly #stops: Stops;
  readonly #breaker: Breaker;
  readonly #concurrency: Concurrency;
  readonly #leased = new Map<string, LeasedBudget>();
  readonly #queue = new RequestQueue();
  readonly #wakeUp: WakeUp;
  readonly #stats = { sent: 0, answered: 0, failed: 0, rateLimited: 0, refused: 0, weight: 0 };
  #inFlight = 0;
  #peakInFlight = 0;
  #peakConcurrency = 0;
  /** 429s since the last answer. */
  #strikes = 0;

  constructor(options: Required<RequestGateOptions>) {
    this.#options = options;
    const { clock, costs, paceScale, rng, state } = options;
    this.#stops = new Stops(clock, state);
    this.#breaker = new Breaker(rng);
    this.#concurrency = new Concurrency(costs.budgets[0].paceMs * paceScale);
    this.#wakeUp = new WakeUp(clock, () => this.#pump());
  }

  async pass(request: HttpRequest, priority: number, send: Send): Promise<HttpAnswer> {
    const { signal } = request;
    signal?.throwIfAborted();
    const { budget, weight } = requestCost(this.#options.costs, request);
    const leased = this.#budgetOf(budget);
    let onAbort = (): void => undefined;
    const outcome = new Promise<HttpAnswer>((resolve, reject) => {
      const start = (): void => void this.#send(request, waiting, send).then(resolve, reject);
      const refuse = (refusal: ExchangeFailure): void => {
        this.#stats.refused++;
        reject(refusal);
      };
      const waiting: WaitingRequest = { budget: leased, weight, priority, start, refuse };
      onAbort = () => {
        reject(signal?.reason as Error);
        if (this.#queue.remove(waiting)) this.#pump();
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#queue.add(waiting);
      this.#pump();
    });
    try {
      return await outcome;
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
  }

  report(failure: unknown): void {
    this.#learn(failure, false);
    this.#pump();
  }

  get state(): GateState {
    const { clock } = this.#options;
    const stop = this.#stops.current();
    const untilMs = stop && clock.wallMs() + stop.endsAtMs - clock.nowMs();
    const budgets = [...this.#leased].map(([id, leased]) => {
      const { weight: limit, windowMs } = leased.options.budget;
      return [
        id,
        { used: leased.used, counted: leased.counted, safe: leased.safe, limit, windowMs },
      ] as const;
    });
    return {
      pausedUntilMs: stop?.kind === 'pause' ? untilMs : null,
      bannedUntilMs: stop?.kind === 'ban' ? untilMs : null,
      breaker: this.#breaker.state,
      budgets: Object.fromEntries(budgets),
      waiting: this.#queue.size,
      inFlight: this.#inFlight,
      concurrency: this.#concurrency.limit,
      semaphore: this.#concurrency.semaphore,
      rttMs: this.#concurrency.rttMs,
    };
  }

  get stats(): GateStats {
    return { ...this.#stats, peakInFlight: this.#peakInFlight, peakConcurrency: this.#peakConcurrency };
  }

  #budgetOf(budget: Budget): LeasedBudget {
    const existing = this.#leased.get(budget.id);
    if (existing) return existing;
    const { safeShare, paceScale, state, clock } = this.#options;
    const leased = new LeasedBudget({
      budget,
      safeShare,
      paceScale,
      state,
      nowMs: () => clock.nowMs(),
      onChange: () => this.#pump(),
    });
    this.#leased.set(budget.id, leased);
    return leased;
  }

  get #isFull(): boolean {
    return this.#inFlight >= this.#concurrency.limit;
  }

  /** Sends what may start now, and sets the timer for what may start next. */
  #pump(): void {
    let startMs = -Infinity;
    while (startMs <= this.#options.clock.nowMs()) {
      // If no slot is free, the end of any request checks again.
      if (this.#queue.size === 0 || this.#isFull) startMs = Infinity;
      else startMs = this.#startNext();
    }
    this.#wakeUp.set(startMs);
  }

  /** Starts the first request that may start; returns the time at which to check again. */
  #startNext(): number {
    const nowMs = this.#options.clock.nowMs();
    const stop = this.#stops.current();
    if (this.#refuseWaiting(stop, nowMs)) return Infinity;
    if (stop) return stop.endsAtMs;
    // A probe is in flight: its end checks again.
    if (!this.#breaker.mayStart(nowMs)) return Infinity;
    let earliestMs = Infinity;
    for (const request of this.#queue.heads()) {
      const readyMs = request.budget.readyAtMs(request.weight, nowMs);
      if (readyMs <= nowMs) {
        this.#queue.remove(request);
        request.start();
        return nowMs;
      }
      earliestMs = Math.min(earliestMs, readyMs);
    }
    return earliestMs;
  }

  /** Ends requests that wait in vain: during a ban, or while an exchange is down. */
  #refuseWaiting(stop: RunningStop | null, nowMs: number): boolean {
    const { exchangeId, clock, paceScale } = this.#options;
    let refusal: ExchangeFailure;
    if (stop?.kind === 'ban') {
      const untilMs = clock.wallMs() + stop.endsAtMs - nowMs;
      const message = `${exchangeId} has banned this address until ${isoTime(untilMs)}: nothing was sent.${paceScale === 0 ? UNPACED : ''}`;
      refusal = new ExchangeFailure('HTTP_BAN', message, { untilMs });
    } else if (!stop && this.#breaker.isOpen(nowMs)) {
      const untilMs = clock.wallMs() + this.#breaker.probeAtMs - nowMs;
      const message = `${exchangeId} does not answer: nothing was sent, next attempt at ${isoTime(untilMs)}.`;
      refusal = new ExchangeFailure('EXCHANGE_DOWN', message, { untilMs });
    } else {
      return false;
    }
    for (const request of this.#queue.takeAll()) request.refuse(refusal);
    return true;
  }

  /** A slot is free when the answer has arrived; processing the answer takes none. */
  async #send(request: HttpRequest, { budget, weight }: WaitingRequest, send: Send): Promise<HttpAnswer> {
    const { clock, costs } = this.#options;
    const startMs = clock.nowMs();
    const concurrency = this.#concurrency.limit;
    const isProbe = this.#breaker.onStart();
    budget.start(weight);
    this.#concurrency.onStart(weight * budget.paceMs);
    this.#stats.sent++;
    this.#stats.weight += weight;
    this.#peakInFlight = Math.max(this.#peakInFlight, ++this.#inFlight);
    this.#peakConcurrency = Math.max(this.#peakConcurrency, concurrency);
    let isUnderWay = true;
    const end = (headers: HttpAnswer['headers'] | null): void => {
      if (!isUnderWay) return;
      isUnderWay = false;
      if (headers !== null) this.#concurrency.onAnswer(clock.nowMs() - startMs);
      budget.end(weight, headers && readUsage(costs.headers, headers, budget.options.budget, clock.wallMs()));
      this.#inFlight--;
      this.#pump();
    };
    try {
      const answer = await send(request, end);
      end(answer.headers);
      this.#stats.answered++;
      this.#strikes = 0;
      this.#breaker.onEnd(clock.nowMs(), false, isProbe);
      return answer;
    } catch (error) {
      this.#stats.failed++;
      this.#learn(error, isProbe);
      end(null);
      throw error;
    } finally {
      this.#pump();
    }
  }

  #learn(error: unknown, isProbe: boolean): void {
    const { clock } = this.#options;
    const failure = error instanceof ExchangeFailure ? error : null;
    const isStop = failure?.code === 'HTTP_BAN' || failure?.code === 'HTTP_RATE_LIMIT';
    this.#breaker.onEnd(clock.nowMs(), failure && !isStop ? ON_THE_WAY.has(failure.code) : null, isProbe);
    if (failure?.code === 'HTTP_BAN') this.#stops.ban(failure.untilMs);
    if (failure?.code === 'HTTP_RATE_LIMIT') this.#pause(failure.untilMs);
    // A server in trouble that says when to retry.
    else if (failure && failure.untilMs !== null && ON_THE_WAY.has(failure.code)) {
      this.#stops.pause(failure.untilMs, LEAST_STOP_MS);
    }
  }

  /** Concurrent 429s count as one. */
  #pause(untilMs: number | null): void {
    this.#stats.rateLimited++;
    if (!this.#stops.current()) {
      this.#concurrency.halve();
      this.#strikes++;
    }
    this.#stops.pause(untilMs, LEAST_STOP_MS * 2 ** (this.#strikes - 1));
  }
}
