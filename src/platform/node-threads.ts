import { existsSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import type { PoolHost, WorkerHandle, WorkerListeners } from '../kernels/pool/host.js';
import type { WorkerMessage, WorkerStart } from '../kernels/pool/serve.js';
import { roomForThread } from './address-room.js';
import { workerScript } from './worker-script.js';

const WORKER_FILE = '../kernels/pool/worker.js';

/**
 * The file of a worker; null in what a bundler made, where it is not beside this one. Its name is not written into the
 * `new URL`: bundlers would bring the file along without what it imports.
 */
function workerFile(): URL | null {
  const here: string | undefined = import.meta.url;
  if (here === undefined || !URL.canParse(WORKER_FILE, here)) return null;
  const file = new URL(WORKER_FILE, here);
  return existsSync(file) ? file : null;
}

/** @throws where no thread can be started. */
async function createWorker(workerData: WorkerStart): Promise<Worker> {
  const giveBackRoom = roomForThread();
  try {
    const file = workerFile();
    const worker =
      file === null
        ? new Worker(await workerScript(), { workerData, eval: true })
        : new Worker(file, { workerData });
    return worker.once('online', giveBackRoom).once('exit', giveBackRoom);
  } catch (error) {
    giveBackRoom();
    throw error;
  }
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
      // An error on the way out is no longer of interest, but without a listener it would end the process.
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
