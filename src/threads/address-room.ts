import { readFileSync } from 'node:fs';

/** What a thread of Node reserves before it runs anything: some 660 MiB of addresses, measured with Node 20 to 24. */
const THREAD_BYTES = 768 * 2 ** 20;

/** Threads that have been asked for and may not have reserved theirs yet. */
let starting = 0;

/**
 * Takes room for one more thread. V8 ends the process where it cannot reserve what it needs, and says so in no language
 * of ours: it is not asked then.
 * @returns gives it back once the thread runs, or has not started. @throws an error with the code ENOMEM.
 */
export function roomForThread(): () => void {
  if (addressRoomBytes() < (starting + 1) * THREAD_BYTES) {
    const message = 'no addresses are left for another thread';
    throw Object.assign(new Error(message), { code: 'ENOMEM' });
  }
  starting++;
  let isGivenBack = false;
  return () => {
    if (!isGivenBack) starting--;
    isGivenBack = true;
  };
}

/** Addresses that this process may still take (`ulimit -v`); Infinity where there is no limit, or it is unknown. */
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
