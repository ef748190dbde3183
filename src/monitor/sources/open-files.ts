import type { MonitorFs } from './proc-fs.js';
import { codeOf } from './proc-fs.js';

export interface OpenFiles {
  readonly openFiles: number;
  readonly sockets: number;
}

/** Beyond this, checking each would cost more than it is worth. */
const MOST_LOOKED_AT = 4096;
/** Links read at once: they share Node's few file threads with everything else. */
const AT_ONCE = 16;

/**
 * Open file descriptors of a process, and how many of them are sockets.
 * @throws the system's error (EACCES: another user's process; ENOENT: no /proc, or no such process).
 */
export async function countOpenFiles(fs: MonitorFs, folder: string): Promise<OpenFiles> {
  const names = await fs.readdir(folder);
  if (names.length > MOST_LOOKED_AT) {
    throw new Error(`${names.length} open files are more than are checked (${MOST_LOOKED_AT})`);
  }
  const targets: (string | null)[] = [];
  for (let first = 0; first < names.length; first += AT_ONCE) {
    const some = names.slice(first, first + AT_ONCE);
    targets.push(...(await Promise.all(some.map((name) => linkOf(fs, `${folder}/${name}`)))));
  }
  const open = targets.filter((target) => target !== null);
  return { openFiles: open.length, sockets: open.filter((target) => target.startsWith('socket:')).length };
}

/** Null: closed meanwhile, like the one that listed the folder. */
async function linkOf(fs: MonitorFs, path: string): Promise<string | null> {
  try {
    return await fs.readlink(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}
