import type { ReplayMoment } from '../model/replay-source.js';
import type { EngineApi, Method, Reply } from '../engine/protocol.js';
import type { EngineEvents, StartedEngine } from './start-engine.js';

type Pending = { readonly resolve: (value: unknown) => void; readonly reject: (error: Error) => void };

/** Calls the engine, wherever it runs. */
export class EngineClient {
  readonly #pending = new Map<number, Pending>();
  readonly #engine: StartedEngine;
  #lastId = 0;
  /** Why no engine is available; null = one is. */
  #failure: string | null = null;

  /** @param onGrown  called with additions to a growing recording */
  constructor(
    start: (events: EngineEvents) => StartedEngine,
    private readonly onGrown: (added: readonly ReplayMoment[]) => void = () => undefined,
  ) {
    this.#engine = start({
      onReply: (reply) => this.#receive(reply),
      onFailure: (message) => this.#failAll(message),
    });
  }

  /** Ends the engine; pending calls are rejected. */
  close(): void {
    this.#engine.close();
    this.#failAll('The engine was ended.');
  }

  call<M extends Method>(method: M, ...args: Parameters<EngineApi[M]>): ReturnType<EngineApi[M]> {
    if (this.#failure !== null) return Promise.reject(new Error(this.#failure)) as ReturnType<EngineApi[M]>;
    const id = ++this.#lastId;
    const answered = new Promise((resolve, reject) => this.#pending.set(id, { resolve, reject }));
    this.#engine.post({ id, method, args });
    return answered as ReturnType<EngineApi[M]>;
  }

  #receive(reply: Reply): void {
    if ('grown' in reply) return this.onGrown(reply.grown);
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
