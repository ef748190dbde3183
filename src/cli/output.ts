import { closeSync, openSync, readSync, statSync } from 'node:fs';
import stringWidth from 'string-width';
import { makeFolder } from '../files/make-folder.js';
import { writeFileWhole as writeWhole } from '../files/write-file.js';
import { MAGIC, startsAsRecording } from '../recording/format/frame.js';
import { fileReason } from '../util/file-error.js';
import { SquallError } from '../util/squall-error.js';
import { wrapWords } from './format/columns.js';
import { outgoingText } from './format/style.js';

/**
 * Writes a result to stdout, or to a file as a whole: a reader never sees half of it, nor control characters.
 */
export function writeResult(content: string, file: string | undefined): Promise<void> {
  if (file === undefined) return writeStdout(content);
  return writeFileWhole(file, (write) => write(outgoingText(content)));
}

/** Resolves when the system has the text, so that the process may exit. */
export function writeStdout(content: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(outgoingText(content), () => resolve());
  });
}

/** Takes away the line that the cursor is in. */
export const CLEAR_LINE = '\r\u001b[K';

/** A sentence of ours on stderr: one line, or on a terminal as many as it takes, broken between words. */
export function writeStderr(sentence: string): void {
  const { isTTY, columns } = process.stderr;
  const text = outgoingText(`squall: ${sentence}`);
  process.stderr.write(`${isTTY && columns > 0 ? brokenAt(text, columns) : text}\n`);
}

/** Lines that fit stay as they are. */
function brokenAt(text: string, width: number): string {
  const broken = (line: string): string[] =>
    stringWidth(line) <= width ? [line] : wrapWords(line.split(' '), ' ', width);
  return text.split('\n').flatMap(broken).join('\n');
}

/**
 * Writes a file atomically: a reader sees the old one or the new one, and a failure leaves nothing behind. An
 * existing recording is never overwritten.
 * @param fill  receives a function that takes the bytes in order.
 * @throws {SquallError} CANNOT_CREATE (73): no such folder, or a recording. REC_WRITE (74): the disk is full
 * or fails.
 */
export async function writeFileWhole(
  file: string,
  fill: (write: (content: string | Uint8Array) => void) => void | Promise<void>,
): Promise<void> {
  refuseRecording(file);
  let ofFilling: unknown;
  try {
    await writeWhole(file, async (write) => {
      try {
        await fill((content) => saying(file, () => write(content)));
      } catch (error) {
        ofFilling = error;
        throw error;
      }
    });
  } catch (error) {
    throw error === ofFilling ? error : writeFailure(file, error);
  }
}

/** Creates a folder for output files. @throws {SquallError} CANNOT_CREATE (73) */
export function makeOutputFolder(folder: string): void {
  try {
    makeFolder(folder, OUTPUT_MODE);
  } catch (error) {
    throw new SquallError('CANNOT_CREATE', `Cannot create the folder ${folder}: ${fileReason(error)}`);
  }
}

/** Reduced by the umask: the user decides who may read exports. */
const OUTPUT_MODE = 0o777;

/** @throws {SquallError} CANNOT_CREATE: a mistyped name must not destroy a recording. */
function refuseRecording(file: string): void {
  if (!startsAsRecording(firstBytesOf(file))) return;
  throw new SquallError(
    'CANNOT_CREATE',
    `Cannot write ${file}: it is a recording, which is never overwritten`,
  );
}

function firstBytesOf(file: string): Uint8Array {
  const bytes = new Uint8Array(MAGIC.length);
  try {
    // A pipe is not opened: that would block until its other end is.
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
    throw writeFailure(file, error);
  }
}

/** The file could be opened, but not written. */
const WRITE_FAILED: ReadonlySet<string> = new Set(['ENOSPC', 'EIO', 'EDQUOT', 'EFBIG', 'EPIPE']);

function writeFailure(file: string, error: unknown): SquallError {
  const { code = '' } = error as NodeJS.ErrnoException;
  const kind = WRITE_FAILED.has(code) ? 'REC_WRITE' : 'CANNOT_CREATE';
  return new SquallError(kind, `Cannot write ${file}: ${fileReason(error)}`);
}
