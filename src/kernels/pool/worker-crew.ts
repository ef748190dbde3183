import { holdingWord, IDLE } from './control.js';
import type { PoolHost, WorkerHandle } from './host.js';
import type { WorkerStart } from './serve.js';

/** How a worker can fail. */
export type Failure = 'hang' | 'death' | 'trap';

interface Worker {
  readonly handle: WorkerHandle;
  readonly ready: Promise<boolean>;
  /** Why it exited by itself (null while it runs), and what its kernels trapped with. */
  readonly words: { endedBecause: string | null; trappedBecause: string };
  /** The ticket it held at the last check, and since when. */
  held: number;
  heldSinceMs: number;
}

/** Maximum replacements per minute: more would only fail again, so the calling thread computes. */
const MAX_RESTARTS = 3;
const RESTART_SPAN_MS = 60_000;

/** A new worker takes about 50 ms; one that is not ready after this long has failed to start. */
const START_MS = 10_000;

interface CrewOptions {
  readonly host: PoolHost;
  readonly control: Int32Array;
  readonly workerCount: number;
  readonly deadlineMs: number;
  readonly startOf: (worker: number) => WorkerStart;
  readonly report: (kind: Failure | 'restart', message: string) => void;
}

/** The workers of a pool: starts, watches, terminates and replaces them. */
export class WorkerCrew {
  readonly #options: CrewOptions;
  /** By number; undefined if it failed and was not replaced. */
  readonly #workers: (Worker | undefined)[] = [];
  readonly #restartsMs: number[] = [];

  constructor(options: CrewOptions) {
    this.#options = options;
  }

  /** Number of running workers. */
  get size(): number {
    return this.#workers.filter((worker) => worker !== undefined).length;
  }

  /** @returns whether every worker became ready. */
  async start(): Promise<boolean> {
    for (let number = 0; number < this.#options.workerCount; number++) {
      this.#workers[number] = this.#startOne(number);
    }
    const ready = await Promise.all(this.#workers.flatMap((worker) => worker?.ready ?? []));
    return ready.every(Boolean);
  }

  /** Replaces failed workers, as far as the limit allows, and waits until they are ready. */
  async replaceMissing(): Promise<void> {
    const { host, workerCount, report } = this.#options;
    // The last check may be old.
    this.beginWatch();
    await this.endFailed();
    const started: number[] = [];
    for (let number = 0; number < workerCount; number++) {
      if (this.#workers[number] !== undefined) continue;
      const nowMs = host.nowMs();
      while (this.#restartsMs.length > 0 && nowMs - this.#restartsMs[0] >= RESTART_SPAN_MS) {
        this.#restartsMs.shift();
      }
      if (this.#restartsMs.length >= MAX_RESTARTS) break;
      this.#restartsMs.push(nowMs);
      report('restart', `Worker ${number} was replaced.`);
      this.#workers[number] = this.#startOne(number);
      started.push(number);
    }
    for (const number of started) {
      const worker = this.#workers[number];
      if (worker && !(await worker.ready)) await this.#end(number, 'death', 'It did not start.');
    }
  }

  /** Starts measuring how long workers hold their tickets. */
  beginWatch(): void {
    for (const worker of this.#workers) if (worker) worker.held = IDLE;
  }

  /** Terminates workers that trapped or hang, and removes those that exited by themselves. */
  async endFailed(): Promise<void> {
    const { host, control, deadlineMs } = this.#options;
    for (const [number, worker] of this.#workers.entries()) {
      if (worker === undefined) continue;
      const held = Atomics.load(control, holdingWord(number));
      if (held < 0) {
        await host.pause();
        await this.#end(number, 'trap', worker.words.trappedBecause);
      } else if (worker.words.endedBecause !== null) {
        await this.#end(number, 'death', worker.words.endedBecause);
      } else if (held === IDLE || held !== worker.held) {
        worker.held = held;
        worker.heldSinceMs = host.nowMs();
      } else if (host.nowMs() - worker.heldSinceMs >= deadlineMs) {
        await this.#end(number, 'hang', `It did not finish a batch of blocks within ${deadlineMs} ms.`);
      }
    }
  }

  /** Whether no worker holds a ticket or is about to take one. */
  isIdle(): boolean {
    const { control } = this.#options;
    return this.#workers.every(
      (worker, number) => worker === undefined || Atomics.load(control, holdingWord(number)) === IDLE,
    );
  }

  async close(): Promise<void> {
    const living = this.#workers.filter((worker) => worker !== undefined);
    this.#workers.length = 0;
    await Promise.all(living.map(({ handle }) => handle.terminate()));
  }

  #startOne(number: number): Worker {
    const { host, control, startOf } = this.#options;
    Atomics.store(control, holdingWord(number), IDLE);
    let settle: (isReady: boolean) => void = () => undefined;
    const ready = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), START_MS);
      settle = (isReady) => {
        clearTimeout(timer);
        resolve(isReady);
      };
    });
    const words = { endedBecause: null as string | null, trappedBecause: 'A kernel trapped.' };
    const handle = host.startWorker(startOf(number), {
      onMessage(message) {
        if (message.kind === 'ready') settle(true);
        else words.trappedBecause = message.message;
      },
      onEnd(reason) {
        words.endedBecause ??= reason;
        settle(false);
      },
    });
    return { words, handle, ready, held: IDLE, heldSinceMs: host.nowMs() };
  }

  async #end(number: number, kind: Failure, reason: string): Promise<void> {
    const { control, report } = this.#options;
    const worker = this.#workers[number];
    this.#workers[number] = undefined;
    report(kind, `Worker ${number}: ${reason}`);
    await worker?.handle.terminate();
    Atomics.store(control, holdingWord(number), IDLE);
  }
}
