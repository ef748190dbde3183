/** Looks back so far. */
const WINDOW_MS = 30_000;
const LEAST_CALLS = 10;
const FAILED_SHARE = 0.5;
const PROBE_EVERY_MS = 5_000;
const PROBE_SPREAD = 0.2;

export type BreakerState = 'closed' | 'open' | 'probing';

/**
 * Stops asking an exchange that does not answer: with at least 10 calls in 30 s of which half failed on the way it
 * opens, and then lets one call through every 5 s ± 20 % until one is answered. Time is monotonic ms.
 */
export class Breaker {
  #calls: { readonly atMs: number; readonly isFailure: boolean }[] = [];
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

  /** True where nothing may be sent, and nothing that waits can change it before the next probe. */
  isOpen(nowMs: number): boolean {
    return this.#state === 'open' && nowMs < this.#probeAtMs;
  }

  /** True where a call may start; the caller then says so by `onStart`. */
  mayStart(nowMs: number): boolean {
    return this.#state === 'closed' || (this.#state === 'open' && nowMs >= this.#probeAtMs);
  }

  /** @returns whether this call is the probe. */
  onStart(): boolean {
    if (this.#state !== 'open') return false;
    this.#state = 'probing';
    return true;
  }

  /** @param isFailure  the exchange could not be reached, or what came was not its API; null = nothing is known. */
  onEnd(nowMs: number, isFailure: boolean | null, isProbe: boolean): void {
    if (isProbe) this.#endProbe(nowMs, isFailure);
    else if (isFailure !== null && this.#state === 'closed') this.#count(nowMs, isFailure);
  }

  #endProbe(nowMs: number, isFailure: boolean | null): void {
    if (isFailure === false) {
      this.#state = 'closed';
      this.#calls = [];
    } else if (isFailure) {
      this.#open(nowMs);
    } else {
      // Given up by the caller: the next one may try at once.
      this.#state = 'open';
    }
  }

  #count(nowMs: number, isFailure: boolean): void {
    this.#calls.push({ atMs: nowMs, isFailure });
    this.#calls = this.#calls.filter(({ atMs }) => nowMs - atMs < WINDOW_MS);
    const failed = this.#calls.filter((call) => call.isFailure).length;
    if (this.#calls.length >= LEAST_CALLS && failed >= FAILED_SHARE * this.#calls.length) this.#open(nowMs);
  }

  #open(nowMs: number): void {
    this.#state = 'open';
    this.#probeAtMs = nowMs + PROBE_EVERY_MS * (1 + PROBE_SPREAD * (2 * this.rng() - 1));
  }
}
