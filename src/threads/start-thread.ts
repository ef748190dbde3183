import { Worker } from 'node:worker_threads';
import { roomForThread } from './address-room.js';

/**
 * A Node thread that runs a file, or a script. It keeps the process alive until `unref`.
 * @throws if no thread can be started.
 */
export function startThread(what: URL | string, workerData: unknown): Worker {
  const giveBackRoom = roomForThread();
  try {
    const worker = new Worker(what, { workerData, eval: typeof what === 'string' });
    return worker.once('online', giveBackRoom).once('exit', giveBackRoom);
  } catch (error) {
    giveBackRoom();
    throw error;
  }
}
