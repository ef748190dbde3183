// Words that the threads of a pool share, as 32-bit integers. They never move; the data of a dispatch is in the
// workspace, whose address is among them. Only the main thread starts and ends dispatches.

/** Number of the dispatch; workers sleep on it. It increments and wraps at 2^16, as it is half of a ticket. */
export const DISPATCH = 0;

/** Upper 16 bits: the dispatch; lower 16: the next ticket. One word, so that a stale ticket is never taken. */
export const TICKET = 16;

/** Number of computed tickets; the main thread sleeps on it. */
export const DONE = 32;

/** Number of tickets. */
export const TICKET_COUNT = 48;
export const BLOCKS_PER_BATCH = 49;
export const BLOCK_COUNT = 50;
/** Constant while the same slab is computed: its description and its address. */
export const JOB_NUMBER = 51;
export const JOB_BASE = 52;
export const JOB_SESSION_FROM = 53;
export const DESCRIPTION_BYTES = 54;
/** Addresses in the workspace, bytes. */
export const BATCHES_ADDRESS = 55;
export const DONE_ADDRESS = 56;
export const BENCHMARKS_ADDRESS = 57;
export const DESCRIPTION_ADDRESS = 58;
/** First worker's; the others follow, one stride apart. */
export const SCRATCH_ADDRESS = 59;
export const SCRATCH_STRIDE = 60;
export const LEVELS_ADDRESS = 61;
export const LEVELS_STRIDE = 62;
/** Size of the memory: a worker that still sees a smaller one rereads it. */
export const MEMORY_BYTES = 63;
export const CALLS_ADDRESS = 64;
export const CALLS_STRIDE = 65;

/** What each worker holds, one cache line per worker. */
const FIRST_HOLDING = 80;
const HOLDING_STRIDE = 16;

/**
 * States of a worker other than a ticket, which is stored as ticket + HOLDS_TICKET and negated on a trap.
 */
export const IDLE = 0;
export const CLAIMING = 1;
export const HOLDS_TICKET = 2;

export const MAX_TICKETS = 0xffff;

export function holdingWord(worker: number): number {
  return FIRST_HOLDING + worker * HOLDING_STRIDE;
}

export function controlBytes(workerCount: number): number {
  return holdingWord(workerCount) * 4;
}

/**
 * Takes the next ticket of a dispatch. A late worker, after the next dispatch has started, gets none and takes none
 * from it: the word no longer holds the ticket that it read.
 * @returns the ticket, or −1 if none is left.
 */
export function takeTicket(control: Int32Array, dispatch: number): number {
  for (;;) {
    const word = Atomics.load(control, TICKET);
    const ticket = word & MAX_TICKETS;
    if (word >>> 16 !== dispatch || ticket >= Atomics.load(control, TICKET_COUNT)) return -1;
    if (Atomics.compareExchange(control, TICKET, word, word + 1) === word) return ticket;
  }
}
