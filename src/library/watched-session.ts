import type { WatchedScan, WatchedSource } from '../watch/watch.js';
import { coverageProblem, memoryProblem } from './scan-problem.js';
import type { MomentOptions } from './scan-options.js';
import type { ScanSession, SessionScan } from './session.js';

export interface WatchedSessionOptions {
  /** The source's current time, UTC ms. */
  readonly nowMs: () => number;
  /** Interval of the as-of times. @default one bar */
  readonly everyMs?: number | undefined;
  /** Share of the markets that must have valid data, 0…1. @default 0.9 */
  readonly minCoverage?: number | undefined;
  /** Called when the watch ends. */
  readonly close: () => Promise<void>;
}

export interface WatchedSession extends WatchedSource<SessionScan> {
  readonly scanAt: (
    asOfMs: number,
    signal: AbortSignal,
    moment?: Omit<MomentOptions, 'asOf' | 'signal'>,
  ) => Promise<WatchedScan<SessionScan>>;
}

/** A session as scanned by `watch`: a scan with too little data, or a failing exchange, is an outage. */
export function watchedSession(
  session: ScanSession,
  { nowMs, everyMs, minCoverage, close }: WatchedSessionOptions,
): WatchedSession {
  return {
    everyMs: everyMs ?? session.timeframeMs,
    nowMs,
    async scanAt(asOfMs, signal, moment = {}) {
      const scanned = await session.scan({ ...moment, asOf: asOfMs, signal });
      const problem =
        memoryProblem(scanned.result) ??
        coverageProblem(scanned.result, minCoverage, session.feed.failure?.());
      return { result: scanned, problem };
    },
    close,
  };
}
