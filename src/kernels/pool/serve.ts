import { instantiateKernels } from '../engine/engine.js';
import { loadJavaScript } from '../engine/javascript.js';
import type { Kernels } from '../engine/kernels.js';
import {
  blockAddresses,
  planDescription,
  runAddresses,
  type SlabDescription,
  type SlabPlan,
} from '../program/plan.js';
import type { BlockAddresses, RunAddresses } from '../program/programs.js';
import type { PagedMemory } from '../engine/webassembly.js';
import * as word from './control.js';

/** Start data of a worker; all of it can be sent to another thread. */
export interface WorkerStart {
  /** The compiled wasm; null for the kernels in JavaScript. */
  readonly module: object | null;
  readonly memory: PagedMemory;
  /** Address of the control words, bytes. */
  readonly controlAddress: number;
  readonly workerCount: number;
  /** Number of this worker, from 0. */
  readonly worker: number;
}

/** Messages from a worker; everything else goes through the control words. */
export type WorkerMessage =
  { readonly kind: 'ready' } | { readonly kind: 'trapped'; readonly message: string };

interface KnownJob {
  readonly plan: SlabPlan;
  readonly base: number;
  readonly blocks: { benchmark: number; addresses: BlockAddresses[] }[];
  /** Addresses of the last batch of blocks. */
  all: RunAddresses | null;
}

/** Number of plans that a worker keeps; a scan has two slabs. */
const MAX_KNOWN_JOBS = 16;

/** Computes batches of blocks until the thread is terminated; sleeps between dispatches. Returns only after a trap. */
export async function serve(start: WorkerStart, send: (message: WorkerMessage) => void): Promise<void> {
  const { memory, worker } = start;
  const control = controlWords(start);
  const holding = word.holdingWord(worker);
  const known = new Map<number, KnownJob>();
  let words = new Uint32Array(memory.buffer);
  const kernels =
    start.module === null ? (await loadJavaScript())(memory) : instantiateKernels(start.module, memory);
  send({ kind: 'ready' });
  let seen = 0;
  for (;;) {
    Atomics.wait(control, word.DISPATCH, seen);
    seen = Atomics.load(control, word.DISPATCH);
    // Each worker wakes the next. If a running thread wakes all at once, two of them often share a core, and the core
    // that the thread leaves when it sleeps stays idle for milliseconds.
    Atomics.notify(control, word.DISPATCH, 1);
    for (;;) {
      // Set before taking a ticket, so that a worker that exits in between is known to have held one.
      Atomics.store(control, holding, word.CLAIMING);
      const ticket = word.takeTicket(control, seen);
      if (ticket < 0) break;
      Atomics.store(control, holding, word.HOLDS_TICKET + ticket);
      try {
        // A new workspace may lie beyond this thread's current view of the memory.
        if (memory.buffer.byteLength < control[word.MEMORY_BYTES]) memory.grow(0);
        if (words.buffer !== memory.buffer) words = new Uint32Array(memory.buffer);
        computeBatch(kernels, words, control, known, worker, ticket);
      } catch (error) {
        // Posted first: once the ticket is seen to be given up, the message is already sent.
        send({ kind: 'trapped', message: (error as Error).message });
        Atomics.store(control, holding, -(word.HOLDS_TICKET + ticket));
        Atomics.notify(control, word.DONE);
        return;
      }
      Atomics.store(words, control[word.DONE_ADDRESS] / 4 + ticket, seen);
      const done = Atomics.add(control, word.DONE, 1) + 1;
      if (done === control[word.TICKET_COUNT]) Atomics.notify(control, word.DONE);
    }
    Atomics.store(control, holding, word.IDLE);
  }
}

export function controlWords({
  memory,
  controlAddress,
  workerCount,
}: Pick<WorkerStart, 'memory' | 'controlAddress' | 'workerCount'>): Int32Array {
  return new Int32Array(memory.buffer, controlAddress, word.controlBytes(workerCount) / 4);
}

function computeBatch(
  kernels: Kernels,
  words: Uint32Array<ArrayBufferLike>,
  control: Int32Array,
  known: Map<number, KnownJob>,
  worker: number,
  ticket: number,
): void {
  const job = knownJob(words, control, known);
  const { plan, base, blocks } = job;
  const all = (job.all = currentAddresses(job, control, worker));
  const first = words[control[word.BATCHES_ADDRESS] / 4 + ticket] * control[word.BLOCKS_PER_BATCH];
  const end = Math.min(first + control[word.BLOCKS_PER_BATCH], control[word.BLOCK_COUNT]);
  for (let block = first; block < end; block++) {
    const benchmark = words[control[word.BENCHMARKS_ADDRESS] / 4 + block];
    let cached = blocks[block];
    if (cached?.benchmark !== benchmark) {
      cached = { benchmark, addresses: blockAddresses(plan, base, block, benchmark) };
      blocks[block] = cached;
    }
    plan.blockCalls.runOne(kernels, words, cached.addresses, all);
  }
}

/** The addresses of the last batch if they are still valid. */
function currentAddresses({ plan, base, all }: KnownJob, control: Int32Array, worker: number): RunAddresses {
  const workroom = {
    scratch: control[word.SCRATCH_ADDRESS] + worker * control[word.SCRATCH_STRIDE],
    levels: control[word.LEVELS_ADDRESS] + worker * control[word.LEVELS_STRIDE],
    calls: control[word.CALLS_ADDRESS] + worker * control[word.CALLS_STRIDE],
  };
  const sessionFrom = control[word.JOB_SESSION_FROM];
  const isCurrent =
    all?.sessionFrom === sessionFrom &&
    all.scratch === workroom.scratch &&
    all.levels === workroom.levels &&
    all.calls === workroom.calls;
  return isCurrent ? all : runAddresses(plan, base, sessionFrom, workroom);
}

function knownJob(
  words: Uint32Array<ArrayBufferLike>,
  control: Int32Array,
  known: Map<number, KnownJob>,
): KnownJob {
  const number = control[word.JOB_NUMBER];
  const found = known.get(number);
  if (found !== undefined) return found;
  if (known.size >= MAX_KNOWN_JOBS) known.clear();
  // Copied first: browsers cannot decode text in shared memory.
  const bytes = new Uint8Array(control[word.DESCRIPTION_BYTES]);
  bytes.set(new Uint8Array(words.buffer, control[word.DESCRIPTION_ADDRESS], bytes.length));
  const description = JSON.parse(new TextDecoder().decode(bytes)) as SlabDescription;
  const job: KnownJob = {
    plan: planDescription(description),
    base: control[word.JOB_BASE],
    blocks: [],
    all: null,
  };
  known.set(number, job);
  return job;
}
