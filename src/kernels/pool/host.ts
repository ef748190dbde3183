import type { WorkerMessage, WorkerStart } from './serve.js';

/** A worker that was started. */
export interface WorkerHandle {
  /** Ends it, whatever it is doing; done when it computes no more. */
  terminate(): Promise<void>;
}

export interface WorkerListeners {
  readonly onMessage: (message: WorkerMessage) => void;
  /** It ended by itself, or could not begin. */
  readonly onEnd: (reason: string) => void;
}

/** What a pool needs of Node or of a browser (src/threads/). */
export interface PoolHost {
  readonly startWorker: (start: WorkerStart, listeners: WorkerListeners) => WorkerHandle;
  /** Monotonic milliseconds; only deadlines depend on it. */
  readonly nowMs: () => number;
  /** Lets events of workers through. */
  readonly pause: () => Promise<void>;
  /** Whether the calling thread may be blocked for some milliseconds. */
  readonly mayBlock: boolean;
  /** Sleeps while the word has this value, until it is notified or the time is over. */
  readonly sleep: (
    control: Int32Array,
    index: number,
    value: number,
    timeoutMs: number,
  ) => Promise<void> | void;
}
