import type { Call, Reply } from '../engine/protocol.js';
import type { EngineLoader, ServeCalls } from '../engine/serve-calls.js';
import { trustOwnScripts } from '../engine/trusted-urls.js';
import { engineUrl } from './engine-url.js';

export interface EngineEvents {
  readonly onReply: (reply: Reply) => void;
  /** Nothing computes any more. */
  readonly onFailure: (message: string) => void;
}

type Post = (call: Call) => void;

/** An engine, how it is called and how it ends. */
export interface StartedEngine {
  readonly post: Post;
  readonly close: () => void;
}

/** Starts another engine, in a worker. @throws where the browser lets none start. */
export function startHelper({ onReply, onFailure }: EngineEvents): StartedEngine {
  const worker = new Worker(engineUrl(), { type: 'module' });
  worker.addEventListener('message', ({ data }: MessageEvent<Reply>) => onReply(data));
  worker.addEventListener('error', ({ message }) => onFailure(message || STOPPED));
  return { post: (call) => worker.postMessage(call), close: () => worker.terminate() };
}

const STOPPED = 'The worker has stopped.';

/**
 * Starts what computes, in a worker; in the page itself where none starts.
 * @param onNoWorker  called then, with what the browser said; '' = nothing
 */
export function startEngine(events: EngineEvents, onNoWorker: (reason: string) => void): StartedEngine {
  trustOwnScripts();
  const url = engineUrl();
  /** Calls that a worker has got which has never answered: it may be none. */
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
  // As long as the page.
  return { post: (call) => post(call), close: () => undefined };
}

/** The engine in the page itself. */
function engineHere(url: string, { onReply, onFailure }: EngineEvents): Post {
  const loading = loadEngine(url).then((serve) => serve(onReply, { workers: 1 }));
  loading.catch((error: unknown) => onFailure(`The engine could not be loaded: ${(error as Error).message}`));
  return (call) => {
    // A task of its own each: between two scans the page draws, and hears its keys.
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
