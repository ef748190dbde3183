import {
  closeSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MAGIC, startsAsRecording } from '../recording/format/frame.js';
import { SquallError } from '../util/squall-error.js';

/** Writes the result to stdout, or to a file as a whole: a reader never sees half of it. */
export function writeResult(content: string, file: string | undefined): Promise<void> {
  if (file === undefined) return writeStdout(content);
  return writeFileWhole(file, (write) => write(content));
}

/** Resolves when the text is handed to the system, so that the process may end. */
export function writeStdout(content: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(content, () => resolve());
  });
}

/**
 * Writes a file as a whole: a reader sees the old one or the new one, and of a failure nothing is left. What is a recording
 * already is never written over.
 * @param fill  given what takes the bytes, in their order.
 * @throws {SquallError} CANNOT_CREATE (73): not there, or a recording. REC_WRITE (74): the disk is full or fails.
 */
export async function writeFileWhole(
  file: string,
  fill: (write: (content: string | Uint8Array) => void) => void | Promise<void>,
): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  const remove = (): void => rmSync(temporary, { force: true });
  process.once('exit', remove);
  try {
    refuseRecording(file);
    const descriptor = saying(file, () => openSync(temporary, 'w', 0o644));
    try {
      // writeSync may leave a rest.
      await fill((content) => saying(file, () => writeFileSync(descriptor, content)));
      saying(file, () => fsyncSync(descriptor));
    } finally {
      closeSync(descriptor);
    }
    saying(file, () => renameSync(temporary, file));
  } finally {
    remove();
    process.removeListener('exit', remove);
  }
}

/** @throws {SquallError} CANNOT_CREATE: nothing recorded is lost by a mistyped name. */
function refuseRecording(file: string): void {
  if (!startsAsRecording(firstBytesOf(file))) return;
  throw new SquallError(
    'CANNOT_CREATE',
    `Cannot write ${file}: it is a recording, which is never written over`,
  );
}

function firstBytesOf(file: string): Uint8Array {
  const bytes = new Uint8Array(MAGIC.length);
  try {
    // A pipe is not opened: that would wait for its other end.
    if (!statSync(file).isFile()) return bytes;
    const descriptor = openSync(file, 'r');
    try {
      return bytes.subarray(0, readSync(descriptor, bytes));
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return bytes;
  }
}

function saying<Result>(file: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isFull = code === 'ENOSPC' || code === 'EIO' || code === 'EDQUOT' || code === 'EFBIG';
    throw new SquallError(isFull ? 'REC_WRITE' : 'CANNOT_CREATE', `Cannot write ${file}: ${message}`);
  }
}
