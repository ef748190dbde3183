import { linkSync, renameSync, writeFileSync } from 'node:fs';
import { codeOf, isAlive, readIfThere, removeIfThere } from '../../files/atomic-file.js';

/** A holder works for about a millisecond; one that holds on this long is stopped or gone. */
const STALE_MS = 5_000;
const RETRY_MS = 3;

export interface LockTools {
  /** Monotonic ms shared by all processes of the machine. */
  readonly machineMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

let count = 0;

/** True for a holder that is dead, hangs, or is of another boot (its clock is ahead). */
function isStale(content: string, nowMs: number): boolean {
  const [pid, sinceMs] = content.split(' ').map(Number);
  const ageMs = nowMs - sinceMs;
  return !(pid > 0) || !(ageMs >= 0 && ageMs < STALE_MS) || !isAlive(pid);
}

/** Removes a dead holder's lock. A lock that turns out to have been retaken meanwhile is put back. */
function takeAway(file: string, content: string): void {
  const aside = `${file}.stale-${process.pid}-${++count}`;
  try {
    renameSync(file, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  try {
    if (readIfThere(aside) !== content) linkSync(aside, file);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  removeIfThere(aside);
}

function tryCreate(file: string, content: string): boolean {
  // Written first and linked then, so that a lock never lacks its holder's name.
  const own = `${file}.own-${process.pid}-${++count}`;
  writeFileSync(own, content, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    removeIfThere(own);
  }
}

/**
 * Runs one synchronous piece of work while no other process does. The lock of a killed holder is taken over.
 * @param work  receives a function to call just before it commits: is the lock still ours?
 */
export async function withFileLock<Result>(
  file: string,
  { machineMs, sleep }: LockTools,
  work: (isStillOurs: () => boolean) => Result,
): Promise<Result> {
  for (;;) {
    const content = `${process.pid} ${machineMs()} ${++count}`;
    if (tryCreate(file, content)) {
      const isStillOurs = (): boolean => readIfThere(file) === content;
      try {
        return work(isStillOurs);
      } finally {
        if (isStillOurs()) removeIfThere(file);
      }
    }
    const holder = readIfThere(file);
    if (holder !== null && isStale(holder, machineMs())) takeAway(file, holder);
    else await sleep(RETRY_MS);
  }
}
