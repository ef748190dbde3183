import type { Budget } from './costs/costs.js';
import { safeWeight } from './costs/request-cost.js';
import type { StateStore } from './ledger/state-store.js';
import type { UsageReading } from './usage-headers.js';

/** Maximum lateness of a timer that is made up for. */
const CATCH_UP_MS = 25;
/** Part of a window within which a lease is used. */
const LEASE_SHARE = 0.1;

interface Held {
  readonly id: string;
  readonly weight: number;
  readonly untilMs: number;
  left: number;
  lastUseMs: number;
}

export interface LeasedBudgetOptions {
  readonly budget: Budget;
  readonly safeShare: number;
  /** 0 = neither pace nor window. */
  readonly paceScale: number;
  readonly state: StateStore;
  readonly nowMs: () => number;
  /** Called when weight was leased, or may be requested again. */
  readonly onChange: () => void;
}

/** This process's use of one budget of an exchange: its pace, its leased weight, and the exchange's count. */
export class LeasedBudget {
  readonly safe: number;
  readonly paceMs: number;
  #nextStartMs = -Infinity;
  #held: Held | null = null;
  #isAsking = false;
  #askAgainMs = -Infinity;
  #counted: { used: number; readonly untilMs: number } | null = null;
  #usedTogether = 0;
  #inFlightWeight = 0;

  constructor(readonly options: LeasedBudgetOptions) {
    this.safe = safeWeight(options.budget, options.safeShare);
    this.paceMs = options.budget.paceMs * options.paceScale;
  }

  get #isFree(): boolean {
    return this.options.paceScale === 0;
  }

  /** Weight known to be used in the window, by all processes and by the exchange's count. */
  get used(): number {
    return Math.max(this.#usedTogether, this.#isCounted() ? (this.#counted?.used ?? 0) : 0);
  }

  /** Weight used in the window by the exchange's count; null if not reported. */
  get counted(): number | null {
    return this.#isCounted() ? (this.#counted?.used ?? null) : null;
  }

  get isAsking(): boolean {
    return this.#isAsking;
  }

  /**
   * The earliest start of a request of this weight, monotonic ms; Infinity while weight is being requested. A
   * request heavier than the safe weight needs all of it, and goes alone.
   * @param nowMs  the caller's reading of the clock, which decides what is ready.
   */
  readyAtMs(weight: number, nowMs: number): number {
    if (this.#isFree) return nowMs;
    if (nowMs < this.#nextStartMs) return this.#nextStartMs;
    const needed = Math.min(weight, this.safe);
    if (this.#counted && nowMs < this.#counted.untilMs && this.#counted.used > this.safe - needed) {
      return this.#counted.untilMs;
    }
    if (this.#held && nowMs < this.#held.untilMs && this.#held.left >= needed) return nowMs;
    if (this.#isAsking) return Infinity;
    if (nowMs < this.#askAgainMs) return this.#askAgainMs;
    void this.#ask(needed);
    return Infinity;
  }

  start(weight: number): void {
    const nowMs = this.options.nowMs();
    this.#inFlightWeight += weight;
    if (this.#isFree) return;
    this.#nextStartMs = Math.max(this.#nextStartMs, nowMs - CATCH_UP_MS) + weight * this.paceMs;
    if (this.#counted) this.#counted.used += weight;
    if (!this.#held) return;
    this.#held.left -= Math.min(weight, this.safe);
    this.#held.lastUseMs = nowMs;
  }

  end(weight: number, reading: UsageReading | null): void {
    this.#inFlightWeight -= weight;
    if (!reading) return;
    // Requests in flight may or may not be counted already.
    const used = reading.used + this.#inFlightWeight;
    const untilMs = this.options.nowMs() + reading.forMs;
    const known = this.#isCounted() ? this.#counted : null;
    if (!known) this.#counted = { used, untilMs };
    else known.used = Math.max(known.used, used);
  }

  #isCounted(): boolean {
    return this.#counted !== null && this.options.nowMs() < this.#counted.untilMs;
  }

  async #ask(needed: number): Promise<void> {
    const { budget, state, nowMs, onChange } = this.options;
    const askedMs = nowMs();
    const before = this.#held;
    this.#isAsking = true;
    this.#held = null;
    const answer = await state.lease({
      budget: budget.id,
      windowMs: budget.windowMs,
      limit: this.safe,
      needed,
      wanted: state.chunkShare * this.safe,
      leaseMs: LEASE_SHARE * budget.windowMs,
      ...(before && {
        settled: { id: before.id, weight: before.weight - before.left, agoMs: askedMs - before.lastUseMs },
      }),
    });
    this.#isAsking = false;
    this.#usedTogether = answer.used;
    if (answer.id === null) {
      this.#askAgainMs = nowMs() + answer.retryMs;
    } else {
      // Counted from before the request, so that it never lasts longer than the ledger assumes.
      const untilMs = askedMs + answer.leaseMs;
      this.#held = { id: answer.id, weight: answer.weight, left: answer.weight, untilMs, lastUseMs: askedMs };
    }
    onChange();
  }
}
