import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { SquallError } from '../util/squall-error.js';

/** Writes the result to stdout, or to a file as a whole: a reader never sees half of it. */
export function writeResult(content: string, file: string | undefined): Promise<void> {
  if (file === undefined) return writeStdout(content);
  writeFileWhole(file, content);
  return Promise.resolve();
}

/** Resolves when the text is handed to the system, so that the process may end. */
export function writeStdout(content: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(content, () => resolve());
  });
}

function writeFileWhole(file: string, content: string): void {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  const remove = (): void => rmSync(temporary, { force: true });
  process.once('exit', remove);
  try {
    const descriptor = openSync(temporary, 'w', 0o644);
    try {
      // writeSync may leave a rest.
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    remove();
    const { code, message } = error as NodeJS.ErrnoException;
    const isFull = code === 'ENOSPC' || code === 'EIO' || code === 'EDQUOT' || code === 'EFBIG';
    throw new SquallError(isFull ? 'REC_WRITE' : 'CANNOT_CREATE', `Cannot write ${file}: ${message}`);
  } finally {
    process.removeListener('exit', remove);
  }
}
