import { createRng, keyOf } from '../../src/util/rng.js';

/** What happens to memory during scans, apart from the scans themselves. */
export type Disturbance = 'none' | 'limit' | 'neighbour' | 'leak' | 'payload';

export const DISTURBANCES: readonly Disturbance[] = ['none', 'limit', 'neighbour', 'leak', 'payload'];

/** One exchange, one machine and a few scans in a row. */
export interface Scenario {
  readonly seed: number;
  readonly disturbance: Disturbance;
  readonly scans: number;
  readonly markets: number;
  readonly bars: number;
  /** Latency of a typical answer; about one in ten takes more than twice as long. */
  readonly latencyMs: number;
  /** Requests that the exchange lets through. */
  readonly requestsPerSecond: number;
  /** Time for kernels and metrics of one market, on a machine with memory to spare. */
  readonly computeMs: number;
  /** Held by a market from its answer until it is computed, per 1000 bars. */
  readonly payloadMib: number;
  /** Kept per market until the end of the scan. */
  readonly keptMib: number;
  /** Garbage that piles up before the collector runs by itself. */
  readonly garbageMib: number;
  readonly limitMib: number;
  /** Memory of the process before the first scan. */
  readonly baseMib: number;
  /** Part of the limit that the disturbance takes at its height. */
  readonly severity: number;
  /** Start and end of the disturbance, as shares of the undisturbed time of all scans. */
  readonly from: number;
  readonly until: number;
}

/**
 * The scenario of a seed. Memory is scarce from the start: with plenty of it every controller takes full
 * batches.
 */
export function scenarioOf(seed: number): Scenario {
  const rng = createRng(keyOf(seed, 'batches'));
  const between = (low: number, high: number): number => low + (high - low) * rng.next();
  /** Evenly over orders of magnitude. */
  const scaled = (low: number, high: number): number => low * (high / low) ** rng.next();
  const limitMib = scaled(192, 2048);
  const baseShare = between(0.6, 0.9);
  const freeMib = limitMib * (1 - baseShare);
  const markets = Math.round(scaled(100, 2000));
  const from = between(0.05, 0.5);
  return {
    seed,
    disturbance: DISTURBANCES[rng.below(DISTURBANCES.length)],
    scans: 1 + rng.below(4),
    markets,
    bars: Math.round(scaled(100, 2000)),
    latencyMs: scaled(30, 600),
    requestsPerSecond: scaled(15, 500),
    computeMs: scaled(0.1, 2),
    payloadMib: scaled(0.1, 2),
    keptMib: (freeMib * between(0.02, 0.3)) / markets,
    garbageMib: freeMib * between(0.05, 0.5),
    limitMib,
    baseMib: limitMib * baseShare,
    severity: (1 - baseShare) * between(0.1, 0.6),
    from,
    until: from + between(0.1, 0.45),
  };
}
