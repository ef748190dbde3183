import {
  closeSync,
  constants,
  fchmodSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryBeside } from './temporary-name.js';
import { type WriteTarget, writeTargetOf } from './write-target.js';

const { O_WRONLY, O_NONBLOCK, O_APPEND } = constants;
const NEW_FILE_MODE = 0o644;
/** How often to check whether a FIFO has a reader. */
const LOOK_MS = 50;

export type Content = string | Uint8Array;
/** Produces the bytes of a file in order. */
export type Fill = (write: (content: Content) => void) => void | Promise<void>;

/**
 * Writes to the name given by the user. A file is replaced atomically, so that a reader never sees half of it
 * and nothing is left if the process ends early: links are followed to their end, the mode is kept, and the
 * new bytes are collected under a random name. Devices and FIFOs are written directly; a FIFO waits for its
 * reader, and neither keeps the process alive.
 * @throws the system's error, or what `fill` throws; the old file is then unchanged.
 */
export async function writeFileWhole(file: string, fill: Fill): Promise<void> {
  const target = await writeTargetOf(file);
  if (target.kind === 'file') await replace(target, fill);
  else if (target.kind === 'fifo') await writeToFifo(target.path, fill);
  else await writeStraight(target.path, fill);
}

async function replace({ path, mode }: Extract<WriteTarget, { kind: 'file' }>, fill: Fill): Promise<void> {
  const temporary = temporaryBeside(path);
  const remove = (): void => rmSync(temporary, { force: true });
  process.once('exit', remove);
  try {
    // Exclusive: an existing file or link belongs to its creator.
    await filled(openSync(temporary, 'wx', mode === null ? NEW_FILE_MODE : 0o600), fill, (descriptor) => {
      // The umask reduces the mode of an open, but not this one.
      if (mode !== null) fchmodSync(descriptor, mode);
      fsyncSync(descriptor);
    });
    renameSync(temporary, path);
  } catch (error) {
    remove();
    throw error;
  } finally {
    process.removeListener('exit', remove);
  }
}

function writeStraight(path: string, fill: Fill): Promise<void> {
  return filled(openSync(path, O_WRONLY | O_APPEND | O_NONBLOCK), fill, () => undefined);
}

async function filled(descriptor: number, fill: Fill, end: (descriptor: number) => void): Promise<void> {
  try {
    // writeSync may write only a part.
    await fill((content) => writeFileSync(descriptor, content));
    end(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** By the event loop, not by a thread: a thread waiting for a reader would keep the process alive. */
async function writeToFifo(path: string, fill: Fill): Promise<void> {
  const socket = new Socket({ fd: await openWhenRead(path), readable: false, writable: true });
  const closed = new Promise<void>((resolve, reject) => {
    socket.once('error', reject).once('close', () => resolve());
  });
  // Reported below; `fill` may throw first.
  closed.catch(() => undefined);
  try {
    await fill((content) => void socket.write(content));
  } catch (error) {
    socket.destroy();
    throw error;
  }
  socket.end();
  await closed;
}

async function openWhenRead(path: string): Promise<number> {
  for (;;) {
    try {
      return openSync(path, O_WRONLY | O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENXIO') throw error;
      await sleep(LOOK_MS);
    }
  }
}

/**
 * Truncates and opens a file to be written piece by piece. Links, devices and modes are kept.
 * @returns a descriptor. @throws the system's error; ENXIO: a FIFO without a reader.
 */
export function openToFill(file: string): number {
  const { O_CREAT, O_TRUNC } = constants;
  const descriptor = openSync(file, O_WRONLY | O_CREAT | O_TRUNC | O_NONBLOCK, NEW_FILE_MODE);
  // A FIFO has a reader: reopened, it waits for room, which non-blocking writes do not.
  const waiting = openSync(file, O_WRONLY);
  closeSync(descriptor);
  return waiting;
}
