import type { OwnedMemory } from '../engine/arena.js';
import type { Engine } from '../engine/engine.js';
import { findDamage, fillGuards } from '../engine/guards.js';
import { loadJavaScript } from '../engine/javascript.js';
import type { Kernels } from '../engine/kernels.js';
import { columnOffset, planWorkspace, type WorkspaceLayout, type WorkspaceShape } from '../engine/layout.js';
import { ownWorkroom, runAddresses } from '../program/plan.js';
import * as word from './control.js';
import type { PoolHost } from './host.js';
import type { KernelPool, SlabJob } from './job.js';
import { controlWords } from './serve.js';
import { isWorthThreads } from './threshold.js';
import { type Failure, WorkerCrew } from './worker-crew.js';

export interface PoolOptions {
  readonly engine: Engine;
  readonly host: PoolHost;
  /** Worker threads besides the calling one, 1…64. */
  readonly workerCount: number;
  /** auto: only jobs that are faster with threads; always: every job. @default auto */
  readonly use?: 'auto' | 'always';
  /** A worker that has not finished a batch of blocks after this many milliseconds counts as hung. @default 2000 */
  readonly deadlineMs?: number;
  /**
   * Whether the calling thread takes batches too, if it may block. Two threads are then one worker and the caller,
   * which loses less on busy cores; but a kernel that hangs in the caller goes unnoticed. @default false
   */
  readonly callerComputes?: boolean;
  /** The module that workers instantiate. @default the engine's module */
  readonly module?: object | null;
}

/** What happened to a pool since its creation; everything but `runs` is 0 if nothing went wrong. */
export interface PoolStats {
  /** Jobs dispatched. */
  runs: number;
  /** Workers terminated because they did not finish a batch in time. */
  hangs: number;
  /** Workers that exited by themselves. */
  deaths: number;
  /** Workers whose kernels trapped; the worker is discarded with the instance. */
  traps: number;
  /** Workers started as replacements. */
  restarts: number;
  /** Batches of blocks that workers retried. */
  batchesRedone: number;
  /** Batches that fell back to the JavaScript kernels on the calling thread. */
  batchesRescued: number;
}

export interface PoolEvent {
  readonly kind: 'hang' | 'death' | 'trap' | 'restart' | 'rescue' | 'fewer';
  readonly message: string;
}

/** Maximum number of events; the oldest are dropped first. */
const MAX_EVENTS = 50;

/** How long the calling thread sleeps between checks for hung workers and deliveries of events. */
const LOOK_MS = 5;

const DEFAULT_DEADLINE_MS = 2000;

/**
 * Batches per thread: small enough that the wait for the last one is short, large enough that the cost of taking a
 * ticket (about 0.1 µs) does not matter.
 */
const GROUPS_PER_THREAD = 32;

/**
 * Creates workers for an engine, or returns null if threads cannot share its memory (no SharedArrayBuffer, a page that
 * is not isolated, no WebAssembly) or do not start: everything then runs on the calling thread, with the same bytes.
 * @throws {RangeError} `workerCount` outside 1…64, `deadlineMs` not above 0.
 */
export async function createPool(options: PoolOptions): Promise<Pool | null> {
  const { engine, workerCount, deadlineMs = DEFAULT_DEADLINE_MS } = options;
  if (!Number.isInteger(workerCount) || workerCount < 1 || workerCount > 64) {
    throw new RangeError(`Expected \`workerCount\` to be an integer from 1 to 64, got ${workerCount}.`);
  }
  if (!(deadlineMs > 0)) throw new RangeError(`Expected \`deadlineMs\` to be above 0, got ${deadlineMs}.`);
  if (Object.prototype.toString.call(engine.memory.buffer) !== '[object SharedArrayBuffer]') return null;
  const pool = new Pool(options);
  if (await pool.start()) return pool;
  await pool.close();
  return null;
}

/**
 * Threads that compute the blocks of slabs in the engine's memory. The result is byte-identical for any number of
 * threads and whatever happens to them: what a worker does not finish is retried by another, then computed by the
 * JavaScript kernels on the calling thread.
 */
export class Pool implements KernelPool {
  readonly workerCount: number;
  readonly stats: PoolStats = {
    runs: 0,
    hangs: 0,
    deaths: 0,
    traps: 0,
    restarts: 0,
    batchesRedone: 0,
    batchesRescued: 0,
  };
  /** The last events, oldest first. */
  readonly events: PoolEvent[] = [];
  readonly #engine: Engine;
  readonly #host: PoolHost;
  readonly #use: 'auto' | 'always';
  #callerComputes: boolean;
  #closing: Promise<void> | null = null;
  readonly #controlMemory: OwnedMemory;
  readonly #control: Int32Array;
  readonly #crew: WorkerCrew;
  #workspace: { memory: OwnedMemory; layout: WorkspaceLayout; shape: WorkspaceShape } | null = null;
  /** Number of each plan at an address, so that workers recognize plans that they already have. */
  #jobNumbers = new WeakMap<object, { base: number; number: number; description: Uint8Array }>();
  #lastJobNumber = 0;
  #dispatch = 0;
  /** The jobs submitted before. */
  #turn: Promise<unknown> = Promise.resolve();

  /** Use createPool, which also starts the pool. */
  constructor(options: PoolOptions) {
    const { engine, host, workerCount } = options;
    this.workerCount = workerCount;
    this.#engine = engine;
    this.#host = host;
    this.#use = options.use ?? 'auto';
    this.#callerComputes = options.callerComputes === true && host.mayBlock;
    this.#controlMemory = engine.arena.allocate(word.controlBytes(workerCount), 'pool');
    const shared = { memory: engine.memory, controlAddress: this.#controlMemory.base, workerCount };
    this.#control = controlWords(shared);
    this.#control.fill(0);
    this.#crew = new WorkerCrew({
      host,
      control: this.#control,
      workerCount,
      deadlineMs: options.deadlineMs ?? DEFAULT_DEADLINE_MS,
      startOf: (worker) => ({ ...shared, module: options.module ?? engine.module, worker }),
      report: (kind, message) => this.#report(kind, message),
    });
  }

  get #threadCount(): number {
    return this.workerCount + (this.#callerComputes ? 1 : 0);
  }

  /** @returns whether every worker is ready. */
  start(): Promise<boolean> {
    return this.#crew.start();
  }

  isWorth(job: SlabJob): boolean {
    this.#requireOpen();
    return this.#use === 'always' || (this.#threadCount > 1 && isWorthThreads(job));
  }

  /**
   * Runs jobs one at a time, in the order in which they are submitted.
   * @throws {TypeError} the pool is closed, or the job's slab was disposed of.
   */
  run(job: SlabJob): Promise<number> {
    this.#requireOpen();
    const release = job.memory.keep();
    const result = this.#turn.then(() => this.#run(job)).finally(release);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** null, or a sentence about the first overwritten guard around what workers may write to. */
  checkGuards(): string | null {
    this.#requireOpen();
    if (this.#workspace === null) return null;
    return findDamage(this.#engine.words(), this.#workspace.layout, this.#workspace.memory.base);
  }

  /**
   * Terminates the workers after the submitted jobs and frees the memory. Idempotent; all other methods throw
   * afterwards.
   */
  close(): Promise<void> {
    return (this.#closing ??= this.#close());
  }

  async #close(): Promise<void> {
    await this.#turn;
    await this.#crew.close();
    this.#dropWorkspace();
    this.#controlMemory.free();
  }

  #requireOpen(): void {
    if (this.#closing !== null) throw new TypeError('Expected a pool that has not been closed.');
  }

  async #run(job: SlabJob): Promise<number> {
    const blockCount = job.benchmarks.length;
    if (blockCount === 0) return 1;
    this.stats.runs++;
    const wanted = Math.max(1, Math.floor(blockCount / (GROUPS_PER_THREAD * this.#threadCount)));
    const blocksPerBatch = Math.max(wanted, Math.ceil(blockCount / word.MAX_TICKETS));
    const batches = Array.from({ length: Math.ceil(blockCount / blocksPerBatch) }, (_, batch) => batch);
    this.#describe(job, batches.length, blocksPerBatch);
    let open = await this.#handOut(batches, job);
    if (open.length > 0) {
      this.stats.batchesRedone += open.length;
      open = await this.#handOut(open, null);
    }
    if (open.length > 0) await this.#rescue(job, open);
    return open.length < batches.length ? this.#threadCount : 1;
  }

  /**
   * Lets the workers compute these batches. @param job  the job if the caller takes batches too; null if it only waits.
   * @returns the unfinished batches, which no worker computes any more.
   */
  async #handOut(batches: readonly number[], job: SlabJob | null): Promise<number[]> {
    const control = this.#control;
    await this.#crew.replaceMissing();
    if (this.#crew.size === 0) return [...batches];
    const words = new Int32Array(this.#engine.memory.buffer);
    words.set(batches, control[word.BATCHES_ADDRESS] / 4);
    // 0 is never a dispatch: done words are initially 0.
    this.#dispatch = (this.#dispatch % word.MAX_TICKETS) + 1;
    const doneIndex = control[word.DONE_ADDRESS] / 4;
    words.fill(0, doneIndex, doneIndex + batches.length);
    control[word.TICKET_COUNT] = batches.length;
    Atomics.store(control, word.DONE, 0);
    Atomics.store(control, word.TICKET, this.#dispatch << 16);
    Atomics.store(control, word.DISPATCH, this.#dispatch);
    // The first worker wakes the others.
    Atomics.notify(control, word.DISPATCH, 1);
    if (job !== null && this.#callerComputes) this.#takePart(job, batches, words);
    await this.#finish(batches.length);
    // No more tickets, not even for a worker that is just starting.
    Atomics.store(control, word.TICKET, 0);
    return batches.filter((_, ticket) => Atomics.load(words, doneIndex + ticket) !== this.#dispatch);
  }

  /** Sleeps until all tickets are done or no worker is left to do them. */
  async #finish(ticketCount: number): Promise<void> {
    const control = this.#control;
    this.#crew.beginWatch();
    for (;;) {
      const done = Atomics.load(control, word.DONE);
      if (done >= ticketCount) return;
      await this.#host.sleep(control, word.DONE, done, LOOK_MS);
      if (Atomics.load(control, word.DONE) >= ticketCount) return;
      await this.#host.pause();
      await this.#crew.endFailed();
      // The worker that should have woken the next may have exited instead.
      Atomics.notify(control, word.DISPATCH);
      const areAllTaken = (Atomics.load(control, word.TICKET) & word.MAX_TICKETS) >= ticketCount;
      if (this.#crew.size === 0 || (areAllTaken && this.#crew.isIdle())) return;
    }
  }

  /** Takes tickets as the workers do. After a trap the batch is left to them and the caller takes no more. */
  #takePart(job: SlabJob, batches: readonly number[], words: Int32Array<ArrayBufferLike>): void {
    const control = this.#control;
    while (this.#callerComputes) {
      const ticket = word.takeTicket(control, this.#dispatch);
      if (ticket < 0) return;
      try {
        this.#compute(job, batches[ticket], this.#engine.kernels);
      } catch (error) {
        this.#callerComputes = false;
        this.#report('trap', `The calling thread: ${(error as Error).message}`);
        return;
      }
      Atomics.store(words, control[word.DONE_ADDRESS] / 4 + ticket, this.#dispatch);
      Atomics.add(control, word.DONE, 1);
    }
  }

  /** The last resort: plain JavaScript, on the same memory. */
  async #rescue(job: SlabJob, batches: readonly number[]): Promise<void> {
    this.stats.batchesRescued += batches.length;
    this.#report('rescue', `${batches.length} batches of blocks were computed by the calling thread.`);
    const kernels = (await loadJavaScript())(this.#engine.memory);
    for (const batch of batches) this.#compute(job, batch, kernels);
  }

  /** Computes a batch on the calling thread, in the slab's workroom. */
  #compute({ plan, base, blocks, sessionFrom }: SlabJob, batch: number, kernels: Kernels): void {
    const all = runAddresses(plan, base, sessionFrom, ownWorkroom(plan, base));
    const size = this.#control[word.BLOCKS_PER_BATCH];
    plan.blockCalls.run(kernels, this.#engine.words(), blocks.slice(batch * size, (batch + 1) * size), all);
  }

  /** Writes the description of the job, which workers read only from the next dispatch on. */
  #describe(job: SlabJob, ticketCount: number, blocksPerBatch: number): void {
    const { plan, base, benchmarks, sessionFrom } = job;
    const { number, description } = this.#numberOf(job);
    const { layout, memory } = this.#workspaceFor({
      threadCount: this.workerCount,
      ticketCount,
      blockCount: benchmarks.length,
      descriptionBytes: description.length,
      scratchRows: plan.scratchRows,
      callCount: plan.callCount,
      barCount: plan.description.barCount,
    });
    const at = (grid: keyof WorkspaceLayout): number =>
      memory.base + columnOffset(layout[grid as 'batches'], 0, 0);
    const control = this.#control;
    control[word.BLOCKS_PER_BATCH] = blocksPerBatch;
    control[word.BLOCK_COUNT] = benchmarks.length;
    control[word.JOB_NUMBER] = number;
    control[word.JOB_BASE] = base;
    control[word.JOB_SESSION_FROM] = sessionFrom;
    control[word.DESCRIPTION_BYTES] = description.length;
    control[word.BATCHES_ADDRESS] = at('batches');
    control[word.DONE_ADDRESS] = at('done');
    control[word.BENCHMARKS_ADDRESS] = at('benchmarks');
    control[word.DESCRIPTION_ADDRESS] = at('description');
    control[word.SCRATCH_ADDRESS] = at('scratch');
    control[word.SCRATCH_STRIDE] = layout.scratch.groupStrideBytes;
    control[word.LEVELS_ADDRESS] = at('levels');
    control[word.LEVELS_STRIDE] = layout.levels.groupStrideBytes;
    control[word.CALLS_ADDRESS] = at('calls');
    control[word.CALLS_STRIDE] = layout.calls.groupStrideBytes;
    control[word.MEMORY_BYTES] = this.#engine.memory.buffer.byteLength;
    const { buffer } = this.#engine.memory;
    new Uint8Array(buffer).set(description, at('description'));
    new Int32Array(buffer).set(benchmarks, at('benchmarks') / 4);
  }

  #numberOf({ plan, base }: SlabJob): { number: number; description: Uint8Array } {
    const known = this.#jobNumbers.get(plan);
    if (known?.base === base) return known;
    const description = new TextEncoder().encode(JSON.stringify(plan.description));
    const made = { base, number: ++this.#lastJobNumber, description };
    this.#jobNumbers.set(plan, made);
    return made;
  }

  /** A workspace with at least this much of everything. */
  #workspaceFor(needed: WorkspaceShape) {
    const old = this.#workspace;
    const names = Object.keys(needed) as (keyof WorkspaceShape)[];
    if (old !== null && names.every((name) => needed[name] <= old.shape[name])) return old;
    const shape = Object.fromEntries(
      names.map((name) => [name, Math.max(needed[name], old?.shape[name] ?? 0)]),
    ) as unknown as WorkspaceShape;
    this.#dropWorkspace();
    const layout = planWorkspace(shape);
    const memory = this.#engine.arena.allocate(layout.lengthBytes, 'pool');
    fillGuards(this.#engine.words(), layout, memory.base);
    this.#workspace = { memory, layout, shape };
    return this.#workspace;
  }

  #dropWorkspace(): void {
    this.#workspace?.memory.free();
    this.#workspace = null;
  }

  #report(kind: Failure | 'restart' | 'rescue', message: string): void {
    if (kind === 'hang') this.stats.hangs++;
    if (kind === 'death') this.stats.deaths++;
    if (kind === 'trap') this.stats.traps++;
    if (kind === 'restart') this.stats.restarts++;
    this.events.push({ kind, message });
    if (this.events.length > MAX_EVENTS) this.events.shift();
  }
}
