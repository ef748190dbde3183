/** Length of the window. */
const WINDOW_MS = 30_000;
const LEAST_CALLS = 10;
const FAILED_SHARE = 0.5;
const PROBE_EVERY_MS = 5_000;
const PROBE_SPREAD = 0.2;

export type BreakerState = 'closed' | 'open' | 'probing';

/**
 * Stops requests to an exchange that does not answer: if at least 10 calls in 30 s were made and half of them
 * failed to get through, it opens, and then lets one call through every 5 s ± 20 % until one is answered.
 * Time is monotonic ms.
 */
export class Breaker {
  /** Oldest first. */
  #calls: { readonly atMs: number; readonly isFailure: boolean }[] = [];
  #failed = 0;
  #state: BreakerState = 'closed';
  #probeAtMs = 0;

  constructor(readonly rng: () => number) {}

  get state(): BreakerState {
    return this.#state;
  }

  /** When the next call may try; meaningless while closed. */
  get probeAtMs(): number {
    return this.#probeAtMs;
  }

  /** True if nothing may be sent, and no waiting request can change that before the next probe. */
  isOpen(nowMs: number): boolean {
    return this.#state === 'open' && nowMs < this.#probeAtMs;
  }

  /** True if a call may start; the caller then reports it with `onStart`. */
  mayStart(nowMs: number): boolean {
    return this.#state === 'closed' || (this.#state === 'open' && nowMs >= this.#probeAtMs);
  }

  /** @returns whether this call is the probe. */
  onStart(): boolean {
    if (this.#state !== 'open') return false;
    this.#state = 'probing';
    return true;
  }

  /**
   * @param isFailure  the exchange could not be reached, or the answer was not from its API; null = unknown.
   */
  onEnd(nowMs: number, isFailure: boolean | null, isProbe: boolean): void {
    if (isProbe) this.#endProbe(nowMs, isFailure);
    else if (isFailure !== null && this.#state === 'closed') this.#count(nowMs, isFailure);
  }

  #endProbe(nowMs: number, isFailure: boolean | null): void {
    if (isFailure === false) {
      this.#state = 'closed';
      this.#calls = [];
      this.#failed = 0;
    } else if (isFailure) {
      this.#open(nowMs);
    } else {
      // Abandoned by the caller: the next one may try at once.
      this.#state = 'open';
    }
  }

  #count(nowMs: number, isFailure: boolean): void {
    this.#calls.push({ atMs: nowMs, isFailure });
    if (isFailure) this.#failed++;
    while (nowMs - this.#calls[0].atMs >= WINDOW_MS) {
      if (this.#calls.shift()?.isFailure) this.#failed--;
    }
    if (this.#calls.length >= LEAST_CALLS && this.#failed >= FAILED_SHARE * this.#calls.length)
      this.#open(nowMs);
  }

  #open(nowMs: number): void {
    this.#state = 'open';
    this.#probeAtMs = nowMs + PROBE_EVERY_MS * (1 + PROBE_SPREAD * (2 * this.rng() - 1));
  }
}
