import type { Clock } from '../../../util/clock.js';

/** One timer that is set, brought forward and cancelled. */
export class WakeUp {
  #atMs = Infinity;
  #timer: AbortController | null = null;

  constructor(
    readonly clock: Clock,
    readonly onTime: () => void,
  ) {}

  /** Calls back at this monotonic time and no other; Infinity = never. */
  set(atMs: number): void {
    if (atMs === this.#atMs) return;
    this.#timer?.abort();
    this.#timer = null;
    this.#atMs = atMs;
    if (atMs === Infinity) return;
    const timer = new AbortController();
    this.#timer = timer;
    this.clock.sleep(Math.max(0, atMs - this.clock.nowMs()), timer.signal).then(
      () => {
        if (this.#timer !== timer) return;
        this.#timer = null;
        this.#atMs = Infinity;
        this.onTime();
      },
      () => undefined,
    );
  }
}
