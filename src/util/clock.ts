/** Time, passed in wherever it is needed, so that tests control it. */
export interface Clock {
  /** Monotonic milliseconds: for durations and deadlines, independent of the wall clock. */
  nowMs(): number;
  /** This machine's current time, UTC ms. */
  wallMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
