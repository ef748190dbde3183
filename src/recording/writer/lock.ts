import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { SquallError } from '../../util/squall-error.js';
import type { RecordingFs } from './recording-fs.js';
import { codeOf, removeIfThere } from './recording-fs.js';

/** Who holds a lock. A process number alone may belong to another process by now. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in ticks since the machine did; null where this system does not tell. */
  readonly startTicks: string | null;
}

/** How to find out about processes; passed in so that tests can have dead ones. */
export interface Processes {
  readonly self: LockOwner;
  /** Whether that process runs; of another machine nobody knows, so it counts as running. */
  isAlive(owner: LockOwner): boolean;
}

/** Field 22 of /proc/PID/stat (proc(5)); the name before it may contain anything, but ends at the last bracket. */
function startTicksOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

export const nodeProcesses: Processes = {
  self: { pid: process.pid, host: hostname(), startTicks: startTicksOf(process.pid) },
  isAlive({ pid, host, startTicks }) {
    if (host !== hostname()) return true;
    return isRunning(pid) && (startTicks === null || startTicks === startTicksOf(pid));
  },
};

function parseOwner(text: string): LockOwner | null {
  try {
    const { pid, host, startTicks } = JSON.parse(text) as Record<keyof LockOwner, unknown>;
    const isOwner = Number.isSafeInteger(pid) && Number(pid) > 0 && typeof host === 'string';
    if (!isOwner || !(startTicks === null || typeof startTicks === 'string')) return null;
    return { pid: pid as number, host, startTicks };
  } catch {
    return null;
  }
}

let count = 0;

/**
 * Takes the lock of a recording, `<path>.lock`; that of a process which is gone is taken over.
 * @returns gives it back.
 * @throws {SquallError} LOCKED, exit 75: a running process has it.
 * @throws the file system's error.
 */
export async function takeLock(
  fs: RecordingFs,
  path: string,
  processes: Processes,
): Promise<() => Promise<void>> {
  const lock = `${path}.lock`;
  const { self } = processes;
  const content = JSON.stringify({ ...self, nonce: ++count });
  const own = `${lock}.own-${self.pid}-${count}`;
  // Written first and linked then, so that nobody sees a lock without its owner's name.
  await fs.writeFile(own, content, { flag: 'wx', mode: 0o600 });
  try {
    while (!(await linked(fs, own, lock))) {
      const held = await readIfThere(fs, lock);
      if (held === null) continue;
      const owner = parseOwner(held);
      if (owner !== null && processes.isAlive(owner)) throw locked(path, owner);
      await takeAway(fs, lock, held, `${lock}.stale-${self.pid}-${count}`);
    }
  } finally {
    await removeIfThere(fs, own);
  }
  return async () => {
    if ((await readIfThere(fs, lock)) === content) await removeIfThere(fs, lock);
  };
}

async function linked(fs: RecordingFs, from: string, to: string): Promise<boolean> {
  try {
    await fs.link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Takes a dead owner's lock away. One that somebody else has taken in the meantime is put back. */
async function takeAway(fs: RecordingFs, lock: string, held: string, aside: string): Promise<void> {
  try {
    await fs.rename(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    throw error;
  }
  if ((await readIfThere(fs, aside)) !== held) await linked(fs, aside, lock);
  await removeIfThere(fs, aside);
}

async function readIfThere(fs: RecordingFs, path: string): Promise<string | null> {
  try {
    return await fs.readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

function locked(path: string, { pid, host }: LockOwner): SquallError {
  const message = `${path} is being recorded to by process ${pid} on ${host}: stop it, or record to another file.`;
  return new SquallError('LOCKED', message);
}
