import type { WorkerMessage, WorkerStart } from './serve.js';

/** A started worker. */
export interface WorkerHandle {
  /** Terminates it, whatever it is doing; resolves once it no longer computes. */
  terminate(): Promise<void>;
}

export interface WorkerListeners {
  readonly onMessage: (message: WorkerMessage) => void;
  /** Called if it exits by itself or cannot start. */
  readonly onEnd: (reason: string) => void;
}

/** What a pool needs of Node or of a browser (src/threads/). */
export interface PoolHost {
  readonly startWorker: (start: WorkerStart, listeners: WorkerListeners) => WorkerHandle;
  /** Monotonic milliseconds; only deadlines depend on it. */
  readonly nowMs: () => number;
  /** Yields so that worker events are delivered. */
  readonly pause: () => Promise<void>;
  /** Whether the calling thread may block for a few milliseconds. */
  readonly mayBlock: boolean;
  /** Sleeps while the word has this value, until notified or timed out. */
  readonly sleep: (
    control: Int32Array,
    index: number,
    value: number,
    timeoutMs: number,
  ) => Promise<void> | void;
}
