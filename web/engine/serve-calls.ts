import { buffersOf } from '../model/snapshot.js';
import type { Snapshot } from '../model/snapshot.js';
import type { Call, EngineThreads, Method, Reply } from './protocol.js';
import { ReplayEngine } from './replay-engine.js';

export type ServeCalls = typeof serveCalls;

/** What a page puts into its global scope before it loads the engine into itself. */
export interface EngineLoader {
  takeEngine?: (serve: ServeCalls) => void;
}

/** Answers calls with its own engine. */
export function serveCalls(
  post: (reply: Reply, transfer: ArrayBuffer[]) => void,
  threads?: EngineThreads,
): (call: Call) => Promise<void> {
  const engine = new ReplayEngine((grown) => post({ grown }, []), threads);
  return async ({ id, method, args }) => {
    try {
      const value = await callOf(engine)[method](...args);
      // Everything else is kept here, too.
      const isSnapshot = method === 'scan' || method === 'whatIf';
      post({ id, value }, isSnapshot ? buffersOf(value as Snapshot) : []);
    } catch (error) {
      post({ id, error: error instanceof Error ? error.message : String(error) }, []);
    }
  };
}

/** Arguments arrive as sent by `EngineClient`, whose types are those of the method. */
function callOf(engine: ReplayEngine): Record<Method, (...args: readonly unknown[]) => Promise<unknown>> {
  return engine as unknown as Record<Method, (...args: readonly unknown[]) => Promise<unknown>>;
}
