import { systemClock } from '../../src/platform/system-clock.js';
import type { Clock } from '../../src/util/clock.js';

/** Longer waits are pauses requested by an exchange: tests skip them. */
const LONGEST_WAIT_MS = 900;

/** The clock of this machine, but long waits are over at once: time has then passed for all. */
export class ElasticClock implements Clock {
  #aheadMs = 0;

  /** @param deadlineMs  a long wait that is not skipped: its end must have time to come. */
  constructor(private readonly deadlineMs = 0) {}

  nowMs(): number {
    return systemClock.nowMs() + this.#aheadMs;
  }

  wallMs(): number {
    return systemClock.wallMs() + this.#aheadMs;
  }

  /** All that was skipped, ms. */
  get aheadMs(): number {
    return this.#aheadMs;
  }

  skip(ms: number): void {
    this.#aheadMs += ms;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (ms <= LONGEST_WAIT_MS || ms === this.deadlineMs) return systemClock.sleep(ms, signal);
    await systemClock.sleep(1, signal);
    this.skip(ms);
  }
}
