import type { Call, Reply } from '../engine/protocol.js';
import type { EngineLoader, ServeCalls } from '../engine/serve-calls.js';
import { trustOwnScripts } from '../engine/trusted-urls.js';
import { engineUrl } from './engine-url.js';

export interface EngineEvents {
  readonly onReply: (reply: Reply) => void;
  /** No engine is running any more. */
  readonly onFailure: (message: string) => void;
}

type Post = (call: Call) => void;

/** An engine, and how to call and end it. */
export interface StartedEngine {
  readonly post: Post;
  readonly close: () => void;
}

/** Starts another engine, in a worker. @throws if the browser cannot start one. */
export function startHelper({ onReply, onFailure }: EngineEvents): StartedEngine {
  const worker = new Worker(engineUrl(), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => onReply(data));
  worker.addEventListener('error', ({ message }) => onFailure(message || STOPPED));
  return { post: (call) => worker.postMessage(call), close: () => worker.terminate() };
}

const STOPPED = 'The worker has stopped.';

/**
 * Starts the engine in a worker; in the page itself if none starts.
 * @param onNoWorker  called then, with the browser's message; '' = none
 */
export function startEngine(events: EngineEvents, onNoWorker: (reason: string) => void): StartedEngine {
  trustOwnScripts();
  const url = engineUrl();
  /** Calls sent to a worker that has never answered: it may not have started. */
  const unanswered: Call[] = [];
  let post: Post;
  const computeHere = (reason: string): void => {
    onNoWorker(reason);
    post = engineHere(url, events);
    unanswered.splice(0).forEach((call) => post(call));
  };
  try {
    const worker = new Worker(url, { type: 'module' });
    let isStarted = false;
    post = (call) => {
      if (!isStarted) unanswered.push(call);
      worker.postMessage(call);
    };
    worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => {
      isStarted = true;
      unanswered.length = 0;
      events.onReply(data);
    });
    worker.addEventListener('error', ({ message }) => {
      if (isStarted) events.onFailure(message || STOPPED);
      else computeHere(message);
    });
  } catch (error) {
    computeHere((error as Error).message);
  }
  // For the lifetime of the page.
  return { post: (call) => post(call), close: () => undefined };
}

/** The engine in the page itself. */
function engineHere(url: string, { onReply, onFailure }: EngineEvents): Post {
  const loading = loadEngine(url).then((serve) => serve(onReply, { workers: 1 }));
  loading.catch((error: unknown) => onFailure(`The engine could not be loaded: ${(error as Error).message}`));
  return (call) => {
    // A separate task each: between two scans the page draws and handles keys.
    void loading.then(
      (answer) => setTimeout(() => void answer(call)),
      () => undefined,
    );
  };
}

function loadEngine(url: string): Promise<ServeCalls> {
  return new Promise((resolve, reject) => {
    (globalThis as EngineLoader).takeEngine = resolve;
    import(/* @vite-ignore */ url).catch(reject);
  });
}
