interface Timer {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Time that stops during work and jumps to the next timer when all is idle. */
export class VirtualTime {
  #nowMs = 0;
  readonly #timers: Timer[] = [];

  readonly nowMs = (): number => this.#nowMs;

  sleep(ms: number): Promise<void> {
    return new Promise((wake) => {
      const atMs = this.#nowMs + ms;
      // Latest first, so that the next one is at the end; among equals the older wakes first.
      const place = this.#timers.findIndex((timer) => timer.atMs <= atMs);
      this.#timers.splice(place === -1 ? this.#timers.length : place, 0, { atMs, wake });
    });
  }

  /** Wakes one sleeper after another until the work has settled. */
  async drive<Result>(work: Promise<Result>): Promise<Result> {
    let isDone = false;
    const settle = (): void => void (isDone = true);
    work.then(settle, settle);
    for (;;) {
      // Everything that can proceed without time passing does so first.
      await new Promise((done) => setImmediate(done));
      if (isDone) return work;
      const next = this.#timers.pop();
      if (next === undefined) throw new Error('Expected a sleeper, but there is none and nothing is done');
      this.#nowMs = next.atMs;
      next.wake();
    }
  }
}
