import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname } from 'node:path';
import { SquallError } from '../../util/squall-error.js';
import type { RecordingFs } from './recording-fs.js';
import { codeOf, removeIfThere } from './recording-fs.js';

/** Owner of a lock. A process number alone may belong to another process by now. */
export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** When the process started, in ticks since the machine did; null if this system does not report it. */
  readonly startTicks: string | null;
}

/** How to query processes; passed in so that tests can have dead ones. */
export interface Processes {
  readonly self: LockOwner;
  /** Whether that process is running; on another machine that is unknown, so it counts as running. */
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
 * Takes the lock of a recording, `<path>.lock`. That of a dead process is superseded by the next one in line,
 * `<path>.lock.1` and so on: a name can be created by one process only, whereas a lock that is removed may
 * belong to another by then.
 * @returns a function that releases it.
 * @throws {SquallError} LOCKED, exit 75: a running process has it.
 * @throws the file system's error.
 */
export async function takeLock(
  fs: RecordingFs,
  path: string,
  processes: Processes,
): Promise<() => Promise<void>> {
  const { self } = processes;
  const content = JSON.stringify({ ...self, nonce: ++count });
  const own = `${path}.lock.own-${self.pid}-${count}`;
  // Written first and linked then, so that a lock never lacks its owner's name.
  await fs.writeFile(own, content, { flag: 'wx', mode: 0o600 });
  try {
    for (;;) {
      const before = await heldLocks(fs, path);
      refuseLive(path, before, processes);
      const turn = Math.max(-1, ...before.map((held) => held.turn)) + 1;
      const lock = nameOf(path, turn);
      if (!(await linked(fs, own, lock))) continue;
      // Another process may have taken the first name while the last one was being released.
      const others = (await heldLocks(fs, path)).filter((held) => held.turn !== turn);
      try {
        refuseLive(path, others, processes);
      } catch (error) {
        await removeIfThere(fs, lock);
        throw error;
      }
      for (const { turn: gone } of others) await removeIfThere(fs, nameOf(path, gone));
      return async () => {
        if ((await readIfThere(fs, lock)) === content) await removeIfThere(fs, lock);
      };
    }
  } finally {
    await removeIfThere(fs, own);
  }
}

/** An existing lock, of any owner. */
interface HeldLock {
  readonly turn: number;
  /** null if it does not say. */
  readonly owner: LockOwner | null;
}

function nameOf(path: string, turn: number): string {
  return turn === 0 ? `${path}.lock` : `${path}.lock.${turn}`;
}

async function heldLocks(fs: RecordingFs, path: string): Promise<HeldLock[]> {
  const first = `${basename(path)}.lock`;
  const names = await fs.readdir(dirname(path));
  const turns = names.flatMap((name) => {
    if (name === first) return [0];
    const number = name.startsWith(`${first}.`) ? name.slice(first.length + 1) : '';
    return /^[1-9]\d{0,8}$/.test(number) ? [Number(number)] : [];
  });
  const held = await Promise.all(
    turns.map(async (turn) => ({ turn, text: await readIfThere(fs, nameOf(path, turn)) })),
  );
  return held.flatMap(({ turn, text }) => (text === null ? [] : [{ turn, owner: parseOwner(text) }]));
}

function refuseLive(path: string, held: readonly HeldLock[], processes: Processes): void {
  const live = held.find(({ owner }) => owner !== null && processes.isAlive(owner));
  if (live?.owner) throw locked(path, live.owner);
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
