import type { Engine } from '../engine/engine.js';
import type { PoolHost } from './host.js';
import type { KernelPool, SlabJob } from './job.js';
import { createPool, type Pool, type PoolEvent } from './pool.js';
import { estimateMs, isWorthThreads } from './threshold.js';

/** Number of workers, 1 being the calling thread alone, or auto: as many as are worthwhile. */
export type WorkerChoice = 'auto' | number;

export interface ThreadsOptions {
  readonly engine: Engine;
  readonly host: PoolHost;
  readonly workers: WorkerChoice;
  /** Cores of the machine; auto uses one worker per core, at most 8. */
  readonly cores: number;
}

const MAX_AUTO_WORKERS = 8;

/** Beyond two per core, threads only wait for each other, and each takes 10 MB; small numbers are always granted. */
const MOST_WORKERS_A_CORE = 2;
const ALWAYS_GIVEN = 8;

/**
 * Milliseconds of work, in one job or several, that justify starting workers: two take 50 ms to start (Node 20, two
 * cores) and save at most half of what one thread needs.
 */
const WORTH_STARTING_MS = 100;

/** The workers of a program: started when first needed, and not while one thread is faster. */
export class Threads implements KernelPool {
  readonly #options: ThreadsOptions;
  /** Starts threads besides the calling one, once needed. */
  readonly #workerCount: number;
  /** Warns that fewer threads compute than were requested. */
  readonly #fewer: readonly PoolEvent[];
  #pool: Promise<Pool | null> | null = null;
  #opened: Pool | null = null;
  /** Time spent so far on jobs that workers would have done faster, ms of one thread. */
  #missedMs = 0;
  #used = 1;
  #isClosed = false;

  /** @throws {RangeError} a number of workers outside 1…64. */
  constructor(options: ThreadsOptions) {
    const { workers } = options;
    if (workers !== 'auto' && !(Number.isInteger(workers) && workers >= 1 && workers <= 64)) {
      throw new RangeError(`Expected \`workers\` to be auto or an integer from 1 to 64, got ${workers}.`);
    }
    this.#options = options;
    const { cores } = options;
    const most = Math.max(ALWAYS_GIVEN, MOST_WORKERS_A_CORE * cores);
    this.#workerCount = workers === 'auto' ? Math.min(cores, MAX_AUTO_WORKERS) : Math.min(workers, most);
    this.#fewer = workers === 'auto' || workers <= most ? [] : [fewerWorkers(workers, most, cores)];
  }

  /** Maximum number of threads that have computed a job together. */
  get used(): number {
    return this.#used;
  }

  /** Number of running workers; 0 before they are first needed. */
  get running(): number {
    return this.#pool === null ? 0 : (this.#opened?.workerCount ?? 0);
  }

  /** Worker failures so far and how they were handled, oldest first. */
  get events(): readonly PoolEvent[] {
    return this.#opened === null ? [] : [...this.#fewer, ...this.#opened.events];
  }

  isWorth(job: SlabJob): boolean {
    this.#requireOpen();
    const { workers, cores } = this.#options;
    if (workers !== 'auto') return workers > 1;
    if (cores < 2 || !isWorthThreads(job)) return false;
    if (this.#pool !== null) return true;
    this.#missedMs += estimateMs(job);
    return this.#missedMs >= WORTH_STARTING_MS;
  }

  /** @throws {TypeError} after close, or the job's slab was disposed of. */
  async run(job: SlabJob): Promise<number> {
    this.#requireOpen();
    const { engine, host } = this.#options;
    this.#pool ??= createPool({ engine, host, workerCount: this.#workerCount });
    this.#opened = await this.#pool;
    if (this.#opened === null) return 0;
    const count = await this.#opened.run(job);
    this.#used = Math.max(this.#used, count);
    return count;
  }

  /** Terminates the workers after the submitted jobs. Idempotent; further jobs throw. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const pool = await this.#pool;
    this.#pool = null;
    await pool?.close();
  }

  #requireOpen(): void {
    if (this.#isClosed) throw new TypeError('Expected a session that has not been closed.');
  }
}

function fewerWorkers(asked: number, given: number, cores: number): PoolEvent {
  const message = `${given} workers compute, not ${asked}: more are not faster on ${cores} ${cores === 1 ? 'core' : 'cores'}, and take memory.`;
  return { kind: 'fewer', message };
}
