import {
  closeSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { readTextFile } from '../../../files/read-text.js';
import { corruptNameOf, OWNER_ONLY, temporaryOf } from './file-names.js';

export const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException | null)?.code;

/**
 * Replaces a file so that a reader sees the old or the new text, never a part, wherever the writer is killed.
 * @param isDurable  also survives a power failure; costs two waits for the disk.
 * @throws the system's error; no partial file is left then.
 */
export function writeAtomically(file: string, text: string, isDurable: boolean): void {
  const temporary = temporaryOf(file);
  try {
    const descriptor = openSync(temporary, 'wx', OWNER_ONLY);
    try {
      writeFileSync(descriptor, text);
      if (isDurable) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  if (isDurable) syncDirectory(dirname(file));
}

function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Far more than bans and budgets need. */
const MAX_STATE_BYTES = 16 * 2 ** 20;

/** The text of a file, or null if there is none. */
export function readIfThere(file: string): string | null {
  try {
    return readTextFile(file, { maxBytes: MAX_STATE_BYTES, plainOnly: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

/** Moves an unreadable file out of the way, never over another; returns its new name. */
export function quarantine(file: string): string {
  const kept = corruptNameOf(file, readdirSync(dirname(file)));
  renameSync(file, kept);
  return kept;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** Removes leftovers of killed writers of this file, and of its lock. */
export function sweepTemporaries(file: string): void {
  for (const name of readdirSync(dirname(file))) {
    if (!name.startsWith(`${basename(file)}.`)) continue;
    const [, pid] = /\.(?:tmp|own|stale)-(\d+)-[0-9a-f]+$/.exec(name) ?? [];
    if (pid !== undefined && !isAlive(Number(pid))) removeIfThere(join(dirname(file), name));
  }
}

export function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
  }
}
