import { promises } from 'node:fs';
import { dirname } from 'node:path';

/** The part of `node:fs/promises` recordings use, passed in so that tests can make it fail. */
export type RecordingFs = Pick<
  typeof promises,
  'open' | 'readFile' | 'writeFile' | 'chmod' | 'rename' | 'link' | 'unlink' | 'stat' | 'readdir'
>;

export const nodeFs: RecordingFs = promises;

export function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | null)?.code;
}

/**
 * So that a new name survives a power failure; if a folder cannot be opened for that, there is nothing to do.
 */
export async function syncFolderOf(fs: RecordingFs, path: string): Promise<void> {
  const folder = await fs.open(dirname(path), 'r').catch(() => null);
  if (folder === null) return;
  await folder
    .sync()
    .catch(() => undefined)
    .finally(() => folder.close());
}

export async function removeIfThere(fs: RecordingFs, path: string): Promise<void> {
  await fs.unlink(path).catch((error: unknown) => {
    if (codeOf(error) !== 'ENOENT') throw error;
  });
}
