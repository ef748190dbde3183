import { mkdirSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and those above it that are not there. Not by the system's own recursion: below /proc, where a folder
 * is there and nothing can be made in it, that goes on for ever.
 * @throws the system's error.
 */
export function makeFolder(path: string, mode = 0o700): void {
  const missing: string[] = [];
  for (let folder = resolve(path); !isFolder(folder); folder = dirname(folder)) missing.push(folder);
  for (const folder of missing.reverse()) {
    try {
      mkdirSync(folder, { mode });
    } catch (error) {
      // Another process was faster.
      if (!((error as NodeJS.ErrnoException).code === 'EEXIST' && isFolder(folder))) throw error;
    }
  }
}

/** @throws the system's error where something else stands in the way. */
function isFolder(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined || found.isDirectory()) return found !== undefined;
  throw Object.assign(new Error(`ENOTDIR: ${path} is no folder`), { code: 'ENOTDIR' });
}
