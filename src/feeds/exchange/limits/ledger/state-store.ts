import { lease } from './ledger.js';
import type { Lease, LeaseAnswer, LeaseRequest } from './ledger.js';

/** An order by the exchange to send nothing for a while. */
export interface Stop {
  readonly kind: 'pause' | 'ban';
  /** UTC ms. */
  readonly untilMs: number;
  /** Original duration, ms: applies if the wall clock has been set meanwhile. */
  readonly forMs?: number;
}

/** What our processes share about one exchange: stops, and who uses how much of which budget. */
export interface StateStore {
  /**
   * The stop that ends last, of this process or another; null if there is none. Cheap: called before every
   * request.
   */
  stop(): Stop | null;
  /** Records a stop for other processes and later ones; a shorter one does not replace a longer. */
  setStop(stop: Stop): void;
  /** Requests weight. Never rejects: if the ledger cannot be kept, this process counts alone. */
  lease(request: LeaseRequest): Promise<LeaseAnswer>;
  /** Share of the limit worth requesting at once: more if requesting costs more. */
  readonly chunkShare: number;
}

/** The longest documented ban (Binance: from 2 minutes to 3 days). */
export const LONGEST_STOP_MS = 3 * 24 * 3_600_000;

/** True if `next` ends later than `known`, or `known` so late that a wrong clock must have written it. */
export function isStronger(next: Stop, known: Stop | null): boolean {
  if (known === null) return true;
  return next.untilMs > known.untilMs || known.untilMs - next.untilMs > LONGEST_STOP_MS;
}

/** For one process without a state directory. */
export function createMemoryState(nowMs: () => number): StateStore {
  let leases: readonly Lease[] = [];
  let known: Stop | null = null;
  let count = 0;
  return {
    chunkShare: 0,
    stop: () => known,
    setStop: (stop) => {
      if (isStronger(stop, known)) known = stop;
    },
    lease: async (request) => {
      const next = lease(leases, request, nowMs(), String(++count));
      leases = next.leases;
      return next.answer;
    },
  };
}
