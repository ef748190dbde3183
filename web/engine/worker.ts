import type { Call, Reply } from './protocol.js';
import { serveCalls } from './serve-calls.js';
import { trustOwnScripts } from './trusted-urls.js';

/** The part of a worker's global scope that is used; the project is compiled with a page's declarations. */
interface WorkerScope {
  postMessage(reply: Reply, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Call>) => void): void;
}

trustOwnScripts();
const scope = globalThis as unknown as WorkerScope;
const answer = serveCalls((reply, transfer) => scope.postMessage(reply, transfer));
scope.addEventListener('message', ({ data }) => void answer(data));
