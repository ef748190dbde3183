import type { Clock } from '../../../util/clock.js';
import { LONGEST_STOP_MS } from './ledger/state-store.js';
import type { StateStore, Stop } from './ledger/state-store.js';

/** Shortest pause after a 429, whatever the exchange says … */
export const LEAST_STOP_MS = 1_000;
/** … and the longest. */
const LONGEST_PAUSE_MS = 15 * 60_000;
/** Length of a ban that states none: Binance's shortest. */
const USUAL_BAN_MS = 2 * 60_000;

/** A stop, and its end by the monotonic clock. */
export interface RunningStop extends Stop {
  readonly endsAtMs: number;
}

/**
 * The stops of an exchange. Their ends are stored as wall time; once read, a change of the wall clock moves
 * nothing.
 */
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
      // Longer than it ever was: a clock was wrong when it was written, or is now. It lasts at most its
      // original duration.
      const mostMs = Math.min(stop.forMs ?? LONGEST_STOP_MS, LONGEST_STOP_MS);
      this.#known = { ...stop, endsAtMs: this.clock.nowMs() + Math.min(leftMs, mostMs) };
    }
    return this.#known && this.clock.nowMs() < this.#known.endsAtMs ? this.#known : null;
  }

  /** @param untilMs  UTC ms as stated by the exchange; null if not. */
  ban(untilMs: number | null): void {
    this.#set('ban', untilMs === null ? USUAL_BAN_MS : untilMs - this.clock.wallMs(), LONGEST_STOP_MS);
  }

  /** @param leastMs  if the exchange states nothing. */
  pause(untilMs: number | null, leastMs: number): void {
    const askedMs = untilMs === null ? 0 : untilMs - this.clock.wallMs();
    this.#set('pause', Math.max(askedMs, leastMs), LONGEST_PAUSE_MS);
  }

  #set(kind: Stop['kind'], forMs: number, longestMs: number): void {
    const boundedMs = Math.min(Math.max(forMs, LEAST_STOP_MS), longestMs);
    this.state.setStop({ kind, untilMs: this.clock.wallMs() + boundedMs, forMs: boundedMs });
  }
}
