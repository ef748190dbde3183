/** Time, passed in wherever it is needed, so that tests own it. */
export interface Clock {
  /** Monotonic milliseconds: for durations and deadlines, whatever the wall clock does. */
  nowMs(): number;
  /** What this machine believes the time to be, UTC ms. */
  wallMs(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
