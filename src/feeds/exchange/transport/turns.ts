import { setImmediate } from 'node:timers/promises';

/**
 * Work that waits its turn, one piece in each turn of the event loop: what has come meanwhile is seen to between them.
 */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves in a turn of its own, in the order of the calls. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => setImmediate());
    return this.#last;
  }
}
