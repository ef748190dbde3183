import type { PoolHost } from '../kernels/pool/host.js';
import type { WorkerMessage, WorkerStart } from '../kernels/pool/serve.js';

/** The part of a browser that is used here; this project is not compiled with its declarations. */
interface WebWorker {
  postMessage(start: WorkerStart): void;
  addEventListener(type: 'message', listener: (event: { data: WorkerMessage }) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: { message?: string }) => void): void;
  terminate(): void;
}

declare const Worker: new (url: URL, options: { type: 'module' }) => WebWorker;

type WaitAsync = (
  control: Int32Array,
  index: number,
  value: number,
  timeoutMs: number,
) => { async: false } | { async: true; value: Promise<unknown> };

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Workers of a pool as Web Workers; the page must be cross-origin isolated. Its main thread never blocks. */
export const webThreads: PoolHost = {
  startWorker(start, { onMessage, onEnd }) {
    // Written out in full: bundlers find the worker file by this form.
    const worker = new Worker(new URL('../kernels/pool/worker.js', import.meta.url), { type: 'module' });
    worker.addEventListener('message', ({ data }) => onMessage(data));
    worker.addEventListener('error', ({ message }) => onEnd(message ?? 'The worker could not start.'));
    worker.addEventListener('messageerror', () => onEnd('The worker could not receive the shared memory.'));
    try {
      worker.postMessage(start);
    } catch (error) {
      // A page that is not isolated may have the memory, but not share it.
      onEnd((error as Error).message);
    }
    return {
      async terminate() {
        worker.terminate();
        // A browser does not tell when the thread has stopped.
        await pause();
      },
    };
  },
  mayBlock: false,
  nowMs: () => performance.now(),
  pause,
  async sleep(control, index, value, timeoutMs) {
    const { waitAsync } = Atomics as unknown as { waitAsync?: WaitAsync };
    if (waitAsync === undefined) return pause();
    const waiting = waitAsync(control, index, value, timeoutMs);
    if (waiting.async) await waiting.value;
  },
};
