import type { DiskSpace, MonitorFs } from '../../src/monitor/sources/proc-fs.js';

type Answer<Value> = Value | NodeJS.ErrnoException;

/** The content of a path; an error is thrown. Tests change it over time. */
export interface FakeFiles {
  readonly texts?: Record<string, Answer<string>>;
  readonly folders?: Record<string, Answer<string[]>>;
  readonly links?: Record<string, Answer<string>>;
  readonly disks?: Record<string, Answer<DiskSpace>>;
}

export function systemError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: as reported by a test`), { code });
}

export function fakeFs({ texts = {}, folders = {}, links = {}, disks = {} }: FakeFiles): MonitorFs {
  const answer = async <Value>(answers: Record<string, Answer<Value>>, path: string): Promise<Value> => {
    const found = answers[path] ?? systemError('ENOENT');
    if (found instanceof Error) throw found;
    return found;
  };
  return {
    readFile: (path) => answer(texts, path),
    readdir: (path) => answer(folders, path),
    readlink: (path) => answer(links, path),
    statfs: (path) => answer(disks, path),
  };
}

/** `/proc/PID/stat` of a process whose name is as nasty as Linux allows. */
export function statText(ticks: number, startTicks: number, state = 'S'): string {
  const fields = [state, 1, 7, 7, 0, -1, 4194304, 9, 9, 0, 0, ticks, 0, 0, 0, 20, 0, 11, 0, startTicks, 1, 2];
  return `7 (a) S (1 2) ${fields.join(' ')}\n`;
}
