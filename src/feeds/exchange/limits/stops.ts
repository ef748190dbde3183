import type { Clock } from '../../../util/clock.js';
import { LONGEST_STOP_MS } from './ledger/state-store.js';
import type { StateStore, Stop } from './ledger/state-store.js';

/** After a 429 the exchange is left alone for at least so long, whatever it says … */
export const LEAST_STOP_MS = 1_000;
/** … and for at most so long. */
const LONGEST_PAUSE_MS = 15 * 60_000;
/** A ban that does not say how long it is: Binance's shortest. */
const USUAL_BAN_MS = 2 * 60_000;

/** A stop, and when it ends by the monotonic clock. */
export interface RunningStop extends Stop {
  readonly endsAtMs: number;
}

/** The stops of an exchange. Their ends are kept as wall time; once read, a step of the wall clock moves nothing. */
export class Stops {
  #known: RunningStop | null = null;

  constructor(
    readonly clock: Clock,
    readonly state: StateStore,
  ) {}

  /** The stop in force, or null. */
  current(): RunningStop | null {
    const stop = this.state.stop();
    if (stop && (stop.untilMs !== this.#known?.untilMs || stop.kind !== this.#known.kind)) {
      const leftMs = stop.untilMs - this.clock.wallMs();
      // More than it ever was: a clock was wrong when it was written, or is now. It holds as long as it was at the
      // most.
      const mostMs = Math.min(stop.forMs ?? LONGEST_STOP_MS, LONGEST_STOP_MS);
      this.#known = { ...stop, endsAtMs: this.clock.nowMs() + Math.min(leftMs, mostMs) };
    }
    return this.#known && this.clock.nowMs() < this.#known.endsAtMs ? this.#known : null;
  }

  /** @param untilMs  UTC ms as the exchange said; null where it did not. */
  ban(untilMs: number | null): void {
    this.#set('ban', untilMs === null ? USUAL_BAN_MS : untilMs - this.clock.wallMs(), LONGEST_STOP_MS);
  }

  /** @param leastMs  without a word of the exchange. */
  pause(untilMs: number | null, leastMs: number): void {
    const askedMs = untilMs === null ? 0 : untilMs - this.clock.wallMs();
    this.#set('pause', Math.max(askedMs, leastMs), LONGEST_PAUSE_MS);
  }

  #set(kind: Stop['kind'], forMs: number, longestMs: number): void {
    const boundedMs = Math.min(Math.max(forMs, LEAST_STOP_MS), longestMs);
    this.state.setStop({ kind, untilMs: this.clock.wallMs() + boundedMs, forMs: boundedMs });
  }
}
