import { setImmediate } from 'node:timers/promises';

/** Queued work, one piece per turn of the event loop: other events are handled in between. */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves in a separate turn, in the order of the calls. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => setImmediate());
    return this.#last;
  }
}
