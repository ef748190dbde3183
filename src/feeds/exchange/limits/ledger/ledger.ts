/**
 * Weight that one of our processes may use, or has used, on one budget. Times in ms of a clock that all of
 * them share.
 */
export interface Lease {
  readonly id: string;
  readonly budget: string;
  readonly weight: number;
  readonly fromMs: number;
  /** The last moment at which part of it may be or was used: it counts until a window later. */
  readonly untilMs: number;
  readonly windowMs: number;
}

export interface LeaseRequest {
  readonly budget: string;
  readonly windowMs: number;
  /** What all processes together may use in any window. */
  readonly limit: number;
  /** Least useful weight. */
  readonly needed: number;
  /** Weight to take if available. */
  readonly wanted: number;
  /** Period within which it is used or lost. */
  readonly leaseMs: number;
  /** The previous lease: how much of it was used, and how long ago the last part; the rest is returned. */
  readonly settled?: { readonly id: string; readonly weight: number; readonly agoMs: number };
}

export type LeaseAnswer =
  | { readonly id: string; readonly weight: number; readonly leaseMs: number; readonly used: number }
  /** Nothing now; ask again after this long. */
  | { readonly id: null; readonly retryMs: number; readonly used: number };

/** Drops what no window can see any more, and entries of another boot of the machine: its clock was reset. */
function alive(leases: readonly Lease[], nowMs: number): Lease[] {
  return leases.filter(
    ({ fromMs, untilMs, windowMs }) =>
      fromMs <= nowMs && untilMs - fromMs <= windowMs && untilMs + windowMs > nowMs,
  );
}

/**
 * Grants weight so that the total granted on a budget never exceeds the limit in any window (t − window, t].
 * Pure: returns the next state of the ledger and the answer.
 */
export function lease(
  leases: readonly Lease[],
  request: LeaseRequest,
  nowMs: number,
  id: string,
): { readonly leases: readonly Lease[]; readonly answer: LeaseAnswer } {
  const { budget, windowMs, limit, settled } = request;
  const kept = alive(leases, nowMs).map((entry) =>
    entry.id === settled?.id
      ? {
          ...entry,
          weight: Math.min(entry.weight, settled.weight),
          untilMs: Math.min(entry.untilMs, Math.max(entry.fromMs, nowMs - settled.agoMs)),
        }
      : entry,
  );
  const ours = kept.filter((entry) => entry.budget === budget && entry.weight > 0);
  const used = ours.reduce((sum, { weight }) => sum + weight, 0);
  const room = limit - used;
  if (room < request.needed) {
    let missing = request.needed - room;
    const freeing = ours
      .toSorted((a, b) => a.untilMs - b.untilMs)
      .find(({ weight }) => (missing -= weight) <= 0);
    const retryMs = freeing ? freeing.untilMs + windowMs - nowMs : windowMs;
    return { leases: kept, answer: { id: null, retryMs, used } };
  }
  const leaseMs = Math.min(request.leaseMs, windowMs);
  const weight = Math.min(room, Math.max(request.needed, request.wanted));
  const entry = { id, budget, weight, fromMs: nowMs, untilMs: nowMs + leaseMs, windowMs };
  return { leases: [...kept, entry], answer: { id, weight, leaseMs, used: used + weight } };
}
