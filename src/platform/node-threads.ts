import { setImmediate } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import type { PoolHost, WorkerHandle, WorkerListeners } from '../kernels/pool/host.js';
import type { WorkerMessage, WorkerStart } from '../kernels/pool/serve.js';
import { startThread } from '../threads/start-thread.js';
import { threadFile } from '../threads/thread-file.js';
import { workerScript } from './worker-script.js';

const WORKER_FILE = '../kernels/pool/worker.js';

/** @throws if no thread can be started. */
async function createWorker(start: WorkerStart): Promise<Worker> {
  return startThread(threadFile(WORKER_FILE, import.meta.url) ?? (await workerScript()), start);
}

function listen(worker: Worker, { onMessage, onEnd }: WorkerListeners): WorkerHandle {
  worker.on('message', (message: WorkerMessage) => {
    worker.unref();
    onMessage(message);
  });
  worker.on('error', (error) => onEnd(error.message));
  worker.on('exit', (code) => onEnd(`The thread ended with code ${code}.`));
  return {
    async terminate() {
      worker.removeAllListeners('message').removeAllListeners('error');
      // An error during exit no longer matters, but without a listener it would end the process.
      worker.on('error', () => undefined);
      await worker.terminate();
    },
  };
}

/** Workers of a pool as Node's worker_threads. They do not keep the process alive. */
export const nodeThreads: PoolHost = {
  startWorker(start, listeners) {
    const starting = createWorker(start).then(
      (worker) => listen(worker, listeners),
      (error: unknown) => listeners.onEnd((error as Error).message),
    );
    return {
      async terminate() {
        const handle = await starting;
        await handle?.terminate();
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
