import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';

/**
 * Opened without blocking: a FIFO would otherwise hold up its reader, and the process, until it has a writer.
 */
export const OPEN_TO_READ = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * @throws an error with a sentence: a folder, pipe or device, which cannot be read twice or from the middle.
 */
export function requirePlain(stat: Stats): void {
  if (stat.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  if (!stat.isFile()) throw new Error('it is not a plain file');
}

/** A plain file that the caller closes. @throws the system's error, or that of `requirePlain`. */
export function openPlainFile(path: string): { readonly descriptor: number; readonly stat: Stats } {
  const descriptor = openSync(path, OPEN_TO_READ);
  try {
    const stat = fstatSync(descriptor);
    requirePlain(stat);
    return { descriptor, stat };
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** Works with a descriptor of a plain file. @throws see `openPlainFile`. */
function withPlainFile<Result>(path: string, work: (descriptor: number, stat: Stats) => Result): Result {
  const { descriptor, stat } = openPlainFile(path);
  try {
    return work(descriptor, stat);
  } finally {
    closeSync(descriptor);
  }
}

/** Bytes [offset, offset + length) of a plain file, or fewer where it ends. @throws see `withPlainFile`. */
export function readPlainBytes(path: string, offset: number, length: number): Uint8Array {
  return withPlainFile(path, (descriptor, { size }) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
    let filled = 0;
    while (filled < bytes.length) {
      const count = readSync(descriptor, bytes, filled, bytes.length - filled, offset + filled);
      if (count === 0) break;
      filled += count;
    }
    return bytes.subarray(0, filled);
  });
}
