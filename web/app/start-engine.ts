import type { Call, Reply } from '../engine/protocol.js';
import { trustOwnScripts } from '../engine/trusted-urls.js';
import { startWorker } from './start-worker.js';

/**
 * Starts what computes.
 * @returns how it is called.
 */
export function startEngine(
  onReply: (reply: Reply) => void,
  onFailure: (message: string) => void,
): (call: Call) => void {
  trustOwnScripts();
  const worker = startWorker();
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => onReply(data));
  worker.addEventListener('error', ({ message }) => onFailure(message || 'The worker could not start.'));
  return (call) => worker.postMessage(call);
}
