import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { PoolHost } from '../kernels/pool/host.js';
import type { WorkerMessage } from '../kernels/pool/serve.js';

const WORKER_FILE = new URL('../kernels/pool/worker.js', import.meta.url);

/** Workers of a pool as Node's worker_threads. They do not keep the process alive. */
export const nodeThreads: PoolHost = {
  startWorker(start, { onMessage, onEnd }) {
    const worker = new Worker(WORKER_FILE, { workerData: start });
    worker.on('message', (message: WorkerMessage) => {
      worker.unref();
      onMessage(message);
    });
    worker.on('error', (error) => onEnd(error.message));
    worker.on('exit', (code) => onEnd(`The thread ended with code ${code}.`));
    return {
      async terminate() {
        worker.removeAllListeners();
        // An error on the way out is no longer of interest, but without a listener it would end the process.
        worker.on('error', () => undefined);
        await worker.terminate();
      },
    };
  },
  mayBlock: true,
  nowMs: () => performance.now(),
  pause: () => setImmediate(),
  sleep(control, index, value, timeoutMs) {
    Atomics.wait(control, index, value, timeoutMs);
  },
};
