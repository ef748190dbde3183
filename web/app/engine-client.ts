import type { ReplayMoment } from '../model/replay-source.js';
import type { Call, EngineApi, Method, Reply } from '../engine/protocol.js';
import type { EngineEvents } from './start-engine.js';
import { startEngine } from './start-engine.js';

type Pending = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

export interface EngineClientEvents {
  readonly onGrown: (added: readonly ReplayMoment[]) => void;
  readonly onNoWorker: EngineEvents['onNoWorker'];
}

/** Asks the engine, wherever it computes. */
export class EngineClient {
  readonly #pending = new Map<number, Pending>();
  readonly #post: (call: Call) => void;
  #lastId = 0;
  /** Why there is nothing that computes; null = there is. */
  #failure: string | null = null;

  constructor({ onGrown, onNoWorker }: EngineClientEvents) {
    this.#post = startEngine({
      onReply: (reply) => this.#receive(reply, onGrown),
      onNoWorker,
      onFailure: (message) => this.#failAll(message),
    });
  }

  call<M extends Method>(method: M, ...args: Parameters<EngineApi[M]>): ReturnType<EngineApi[M]> {
    if (this.#failure !== null) return Promise.reject(new Error(this.#failure)) as ReturnType<EngineApi[M]>;
    const id = ++this.#lastId;
    const answered = new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.#post({ id, method, args });
    return answered as ReturnType<EngineApi[M]>;
  }

  #receive(reply: Reply, onGrown: EngineClientEvents['onGrown']): void {
    if ('grown' in reply) return onGrown(reply.grown);
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('error' in reply) pending?.reject(new Error(reply.error));
    else pending?.resolve(reply.value);
  }

  #failAll(message: string): void {
    this.#failure = message;
    for (const { reject } of this.#pending.values()) reject(new Error(message));
    this.#pending.clear();
  }
}
