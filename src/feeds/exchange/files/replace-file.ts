import { dirname } from 'node:path';
import { makeFolder } from '../../../files/make-folder.js';
import { corruptNameOf, OWNER_ONLY, temporaryOf } from './file-names.js';
import type { StateFs } from './state-fs.js';

/**
 * Replaces a file so that a reader sees the old or the new text, never a part, even after a power failure;
 * creates its folder. `writeAtomically` does the same synchronously, for work under a lock.
 * @throws the file system's error; no partial file is left then.
 */
export async function replaceFile(fs: StateFs, path: string, text: string): Promise<void> {
  makeFolder(dirname(path));
  const temporary = temporaryOf(path);
  try {
    const file = await fs.open(temporary, 'wx', OWNER_ONLY);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await fs.rename(temporary, path);
    await syncFolder(fs, dirname(path));
  } catch (error) {
    await fs.unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/**
 * So that the new name survives a power failure; a folder that cannot be opened for it is not worth a
 * failure.
 */
async function syncFolder(fs: StateFs, path: string): Promise<void> {
  try {
    const folder = await fs.open(path, 'r');
    await folder.sync().finally(() => folder.close());
  } catch {
    return;
  }
}

/** Moves a corrupt file out of the way; if even that fails, the next `replaceFile` does. */
export async function putAside(fs: StateFs, path: string): Promise<void> {
  try {
    await fs.rename(path, corruptNameOf(path, await fs.readdir(dirname(path))));
  } catch {
    return;
  }
}
