import type { Clock } from '../../src/util/clock.js';

const LOOK_EVERY_MS = 2;
/** Consecutive idle checks before time is skipped. */
const QUIET_LOOKS = 3;

interface Timer {
  readonly atMs: number;
  readonly wake: () => void;
}

/**
 * A clock on which waiting is short: while nothing is running, it jumps to the end of the next sleep. Real
 * work, such as a request or a scan, takes as long as it takes, or no time at all if time is stopped
 * meanwhile: then no figure depends on how busy the machine is.
 */
export class SkippingClock implements Clock {
  #skippedMs = 0;
  #timers = new Set<Timer>();
  #looking: NodeJS.Timeout | null = null;
  #quietLooks = 0;

  readonly #beganMs = performance.now();

  /**
   * @param isBusy  whether something is running that sleeps must not overtake.
   * @param standsStill  time passes by sleeping alone
   */
  constructor(
    private readonly isBusy: () => boolean,
    private readonly standsStill = false,
  ) {}

  nowMs(): number {
    return (this.standsStill ? this.#beganMs : performance.now()) + this.#skippedMs;
  }

  wallMs(): number {
    return Math.round(performance.timeOrigin + this.nowMs());
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.#timers.delete(timer);
        // Whatever the caller chose.
        reject(signal?.reason as Error);
      };
      const timer: Timer = {
        atMs: this.nowMs() + ms,
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#timers.add(timer);
      this.#looking ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
    });
  }

  #look(): void {
    if (this.#timers.size === 0) {
      if (this.#looking) clearInterval(this.#looking);
      this.#looking = null;
      return;
    }
    this.#quietLooks = this.isBusy() ? 0 : this.#quietLooks + 1;
    if (this.#quietLooks >= QUIET_LOOKS) {
      this.#quietLooks = 0;
      const nextMs = Math.min(...[...this.#timers].map(({ atMs }) => atMs));
      this.#skippedMs += Math.max(0, nextMs - this.nowMs());
    }
    for (const timer of [...this.#timers]) {
      if (timer.atMs > this.nowMs()) continue;
      this.#timers.delete(timer);
      timer.wake();
    }
  }
}
