import { readFileSync } from 'node:fs';

/**
 * Address space that a Node thread reserves before it runs anything: some 660 MiB, measured with Node 20 to
 * 24.
 */
const THREAD_BYTES = 768 * 2 ** 20;

/** Threads that have been requested and may not have reserved theirs yet. */
let starting = 0;

/**
 * Reserves room for one more thread. V8 crashes the process if it cannot reserve address space, so it must
 * not be tried then.
 * @returns a function that releases the room once the thread runs, or has failed to start. @throws an error
 * with the code ENOMEM.
 */
export function roomForThread(): () => void {
  if (addressRoomBytes() < (starting + 1) * THREAD_BYTES) {
    const message = 'no address space is left for another thread';
    throw Object.assign(new Error(message), { code: 'ENOMEM' });
  }
  starting++;
  let isGivenBack = false;
  return () => {
    if (!isGivenBack) starting--;
    isGivenBack = true;
  };
}

/**
 * Address space still available to this process (`ulimit -v`); Infinity if there is no limit, or it is
 * unknown.
 */
function addressRoomBytes(): number {
  try {
    const [, limit] = /^Max address space +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    if (limit === undefined) return Infinity;
    const [, takenKiB] = /^VmSize:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return takenKiB === undefined ? Infinity : Number(limit) - 1024 * Number(takenKiB);
  } catch {
    return Infinity;
  }
}
