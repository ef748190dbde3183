import { untilAborted } from '../../../util/until-aborted.js';

interface Running<Result> {
  readonly result: Promise<Result>;
  readonly stop: AbortController;
  waiting: number;
}

/**
 * One call for all callers that want its result at the same time. It ends for each when that one's signal
 * aborts, and is itself aborted when no caller waits any more. Neither result nor failure is kept.
 */
export class SharedCall<Result> {
  readonly #run: (signal: AbortSignal) => Promise<Result>;
  #running: Running<Result> | null = null;

  constructor(run: (signal: AbortSignal) => Promise<Result>) {
    this.#run = run;
  }

  async join(signal?: AbortSignal): Promise<Result> {
    signal?.throwIfAborted();
    const running = (this.#running ??= this.#start());
    running.waiting++;
    try {
      return await (signal ? untilAborted(running.result, signal) : running.result);
    } finally {
      if (--running.waiting === 0) {
        this.#forget(running);
        running.stop.abort();
      }
    }
  }

  #start(): Running<Result> {
    const stop = new AbortController();
    const running: Running<Result> = { result: this.#run(stop.signal), stop, waiting: 0 };
    // Before waiting callers are notified: one that calls again at once must get a new call.
    const forget = (): void => this.#forget(running);
    running.result.then(forget, forget);
    return running;
  }

  #forget(running: Running<Result>): void {
    if (this.#running === running) this.#running = null;
  }
}
