import type { Call, Reply } from '../engine/protocol.js';
import { trustOwnScripts } from '../engine/trusted-urls.js';

/**
 * Starts what computes: a worker of its own; in a single file one out of a blob.
 * @returns how it is called.
 */
export function startEngine(
  onReply: (reply: Reply) => void,
  onFailure: (message: string) => void,
): (call: Call) => void {
  trustOwnScripts();
  const worker = startWorker();
  worker.then(
    (started) => {
      started.addEventListener('message', ({ data }: MessageEvent<Reply>) => onReply(data));
      started.addEventListener('error', ({ message }) => onFailure(message || 'The worker could not start.'));
    },
    (error: Error) => onFailure(error.message),
  );
  return (call) =>
    void worker.then(
      (started) => started.postMessage(call),
      () => undefined,
    );
}

async function startWorker(): Promise<Worker> {
  if (__SINGLE_FILE__) {
    const { default: InlineWorker } = await import('../engine/worker.js?worker&inline');
    return new InlineWorker();
  }
  return new Worker(new URL('../engine/worker.ts', import.meta.url), { type: 'module' });
}
