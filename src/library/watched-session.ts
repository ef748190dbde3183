import type { WatchedScan, WatchedSource } from '../watch/watch.js';
import { coverageProblem, memoryProblem } from './scan-problem.js';
import type { MomentOptions } from './scan-options.js';
import type { ScanSession, SessionScan } from './session.js';

export interface WatchedSessionOptions {
  /** What time it is in the source, UTC ms. */
  readonly nowMs: () => number;
  /** Distance of the as-of times. @default one bar */
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

/** A session as `watch` scans it: a scan that looked at too little, or an exchange that fails, is an outage. */
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
