import { access, constants, lstat, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** Destination of what is written under a name. */
export type WriteTarget =
  /** Replaced atomically; `mode` of the existing file, null for a new one. */
  | { readonly kind: 'file'; readonly path: string; readonly mode: number | null }
  /** A device, a shell's socket, /dev/stdout: written directly. */
  | { readonly kind: 'device'; readonly path: string }
  /** Written directly once it has a reader. */
  | { readonly kind: 'fifo'; readonly path: string };

/** Same as the system's own limit of chained links. */
const MAX_LINKS = 40;
/** Names that stand for open descriptors. */
const OPEN_FILES = /^\/(?:dev|proc)(?:\/|$)/;

/**
 * Follows links, even to a target that does not exist yet, and examines their end.
 * @throws the system's error: no such folder, a folder itself, no permission to write.
 */
export async function writeTargetOf(file: string): Promise<WriteTarget> {
  const found = await stat(file).catch(absent);
  if (found?.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
  if (found?.isFIFO()) return { kind: 'fifo', path: file };
  if (found !== null && !found.isFile()) return { kind: 'device', path: file };
  if (OPEN_FILES.test(await realpath(dirname(resolve(file))))) return { kind: 'device', path: file };
  // A file that must not be written must not be replaced either.
  if (found !== null) await access(file, constants.W_OK);
  const path = found === null ? await endOfLinks(file) : await realpath(file);
  return { kind: 'file', path, mode: found === null ? null : found.mode & 0o7777 };
}

async function endOfLinks(file: string): Promise<string> {
  let path = file;
  for (let links = 0; links < MAX_LINKS; links++) {
    path = join(await realpath(dirname(path)), basename(path));
    const found = await lstat(path).catch(absent);
    if (!found?.isSymbolicLink()) return path;
    path = resolve(dirname(path), await readlink(path));
  }
  throw Object.assign(new Error('too many levels of symbolic links'), { code: 'ELOOP' });
}

function absent(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
