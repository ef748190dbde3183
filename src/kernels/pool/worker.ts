// The entry point of every worker, in Node (worker_threads) and in a browser (a module worker).
import { serve, type WorkerMessage, type WorkerStart } from './serve.js';

interface NodeThreads {
  readonly workerData: WorkerStart;
  readonly parentPort: { postMessage(message: WorkerMessage): void };
}

interface WorkerGlobal {
  readonly process?: { getBuiltinModule?(id: string): NodeThreads };
  addEventListener(type: 'message', listener: (event: { data: WorkerStart }) => void): void;
  postMessage(message: WorkerMessage): void;
}

const host = globalThis as unknown as WorkerGlobal;
const node = host.process?.getBuiltinModule?.('node:worker_threads');
if (node) begin(node.workerData, (message) => node.parentPort.postMessage(message));
else host.addEventListener('message', ({ data }) => begin(data, (message) => host.postMessage(message)));

/** A failure must end the thread: browsers do not report rejections in workers. */
function begin(start: WorkerStart, send: (message: WorkerMessage) => void): void {
  serve(start, send).catch((error: unknown) => {
    queueMicrotask(() => {
      throw error;
    });
  });
}
