import type { Call, Reply } from './protocol.js';
import type { EngineLoader } from './serve-calls.js';
import { serveCalls } from './serve-calls.js';
import { trustOwnScripts } from './trusted-urls.js';

/** The part of a worker's global scope used here; the project is compiled with a page's declarations. */
interface WorkerScope extends EngineLoader {
  postMessage(reply: Reply, transfer: ArrayBuffer[]): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<Call>) => void): void;
}

const scope = globalThis as unknown as WorkerScope;
// A page in which no worker starts loads this same file into itself: the engine is not sent twice.
if (scope.takeEngine === undefined) answerMessages();
else scope.takeEngine(serveCalls);

function answerMessages(): void {
  trustOwnScripts();
  const answer = serveCalls((reply, transfer) => scope.postMessage(reply, transfer));
  scope.addEventListener('message', ({ data }) => void answer(data));
}
