import type { Clock } from '../../src/util/clock.js';

interface Timer {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Runs what is ready to run: all microtasks, and whatever they start. */
const flush = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Time that only tests move. The wall clock can be put forward and back without the monotonic one. */
export class TestClock implements Clock {
  #nowMs = 0;
  #wallOffsetMs: number;
  #timers: Timer[] = [];

  constructor(wallMs = Date.UTC(2026, 0, 1)) {
    this.#wallOffsetMs = wallMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#nowMs + this.#wallOffsetMs;
  }

  stepWall(byMs: number): void {
    this.#wallOffsetMs += byMs;
  }

  get timerCount(): number {
    return this.#timers.length;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    await new Promise<void>((resolve, reject) => {
      const timer: Timer = {
        atMs: this.#nowMs + Math.max(0, ms),
        wake: () => {
          signal?.removeEventListener('abort', onAbort);
          resolve();
        },
      };
      const onAbort = (): void => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        // Whatever the caller chose.
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#timers.push(timer);
    });
  }

  /** Lets time pass, timer by timer. */
  async advance(ms: number): Promise<void> {
    const endMs = this.#nowMs + ms;
    await flush();
    while (this.#wakeNext(endMs)) await flush();
    this.#nowMs = endMs;
    await flush();
  }

  /** Lets time pass until the promise is settled; a promise that no timer will settle is a hang. */
  async settle<Result>(promise: Promise<Result>, withinMs = 24 * 3_600_000): Promise<Result> {
    const endMs = this.#nowMs + withinMs;
    let isSettled = false;
    const settled = (): void => {
      isSettled = true;
    };
    promise.then(settled, settled);
    await flush();
    while (!isSettled) {
      if (!this.#wakeNext(endMs)) {
        throw new Error(`Expected the promise to settle within ${withinMs} ms, it hangs.`);
      }
      await flush();
    }
    return promise;
  }

  #wakeNext(endMs: number): boolean {
    let next: Timer | null = null;
    for (const timer of this.#timers) if (next === null || timer.atMs < next.atMs) next = timer;
    if (next === null || next.atMs > endMs) return false;
    this.#timers = this.#timers.filter((timer) => timer !== next);
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    next.wake();
    return true;
  }
}
