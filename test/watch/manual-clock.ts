import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../src/util/clock.js';

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** A clock that is stopped until advanced. */
export class ManualClock implements Clock {
  private sleepers: Sleeper[] = [];
  private readonly startMs: number;

  constructor(private timeMs: number) {
    this.startMs = timeMs;
  }

  nowMs(): number {
    return this.timeMs - this.startMs;
  }

  wallMs(): number {
    return this.timeMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const remove = (): void => {
        this.sleepers = this.sleepers.filter((other) => other !== sleeper);
        signal?.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        remove();
        reject(signal?.reason as Error);
      };
      const sleeper: Sleeper = {
        atMs: this.timeMs + ms,
        wake: () => {
          remove();
          resolve();
        },
      };
      if (signal?.aborted) return reject(signal.reason as Error);
      signal?.addEventListener('abort', abort, { once: true });
      this.sleepers.push(sleeper);
    });
  }

  get sleeping(): number {
    return this.sleepers.length;
  }

  /** Advances by `ms`, waking whatever is due on the way, each at its own time. */
  async advance(ms: number): Promise<void> {
    const endMs = this.timeMs + ms;
    await setImmediate();
    for (;;) {
      const [next] = this.sleepers.filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs);
      if (next === undefined) break;
      this.timeMs = Math.max(this.timeMs, next.atMs);
      next.wake();
      await setImmediate();
    }
    this.timeMs = endMs;
  }
}
