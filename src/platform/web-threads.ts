import type { PoolHost, WorkerListeners } from '../kernels/pool/host.js';
import type { WorkerMessage, WorkerStart } from '../kernels/pool/serve.js';
import { workerScript } from './worker-script.js';

/** The part of a browser used here; this project is not compiled with its declarations. */
interface WebWorker {
  postMessage(start: WorkerStart): void;
  addEventListener(type: 'message', listener: (event: { data: WorkerMessage }) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: { message?: string }) => void): void;
  terminate(): void;
}

declare const Worker: new (url: URL | string, options?: { type: 'module' }) => WebWorker;

type WaitAsync = (
  control: Int32Array,
  index: number,
  value: number,
  timeoutMs: number,
) => { async: false } | { async: true; value: Promise<unknown> };

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** A worker's file, which most bundlers include: they find it by this form, written out in full. */
function fileWorker(): WebWorker {
  return new Worker(new URL('../kernels/pool/worker.js', import.meta.url), { type: 'module' });
}

let scriptUrl: Promise<string> | null = null;

/** For pages whose bundler did not: loaded from a blob, if their content security policy allows it. */
async function scriptWorker(): Promise<WebWorker> {
  scriptUrl ??= workerScript().then((script) => URL.createObjectURL(new Blob([script])));
  return new Worker(await scriptUrl);
}

/** Source of a pool's worker: first the file, then the script, until one has answered. */
class StartedWorker {
  readonly #start: WorkerStart;
  readonly #listeners: WorkerListeners;
  #worker: WebWorker | null = null;
  #isEnded = false;
  #hasAnswered = false;

  constructor(start: WorkerStart, listeners: WorkerListeners) {
    this.#start = start;
    this.#listeners = listeners;
    try {
      this.#begin(fileWorker(), () => void this.#beginScript());
    } catch {
      // No URL of a file in the bundle, or no such scripts on this page.
      void this.#beginScript();
    }
  }

  terminate(): void {
    this.#isEnded = true;
    this.#worker?.terminate();
  }

  async #beginScript(): Promise<void> {
    if (this.#isEnded) return;
    this.#worker?.terminate();
    try {
      const worker = await scriptWorker();
      if (this.#isEnded) worker.terminate();
      else this.#begin(worker, this.#listeners.onEnd);
    } catch (error) {
      this.#listeners.onEnd((error as Error).message);
    }
  }

  #begin(worker: WebWorker, onFailedStart: (reason: string) => void): void {
    const { onMessage, onEnd } = this.#listeners;
    this.#worker = worker;
    worker.addEventListener('message', ({ data }) => {
      this.#hasAnswered = true;
      onMessage(data);
    });
    worker.addEventListener('error', ({ message = 'The worker could not start.' }) => {
      if (this.#hasAnswered) onEnd(message);
      else onFailedStart(message);
    });
    worker.addEventListener('messageerror', () => onEnd('The worker could not receive the shared memory.'));
    try {
      worker.postMessage(this.#start);
    } catch (error) {
      // A page that is not isolated may have the memory, but not share it.
      onEnd((error as Error).message);
    }
  }
}

/** Workers of a pool as Web Workers; the page must be cross-origin isolated. Its main thread never blocks. */
export const webThreads: PoolHost = {
  startWorker(start, listeners) {
    const worker = new StartedWorker(start, listeners);
    return {
      async terminate() {
        worker.terminate();
        // A browser does not report when the thread has stopped.
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
