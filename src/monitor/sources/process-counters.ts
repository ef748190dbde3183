import { ProcessEnded } from '../sample.js';
import { countOpenFiles, type OpenFiles } from './open-files.js';
import { codeOf, type MonitorFs, parseStat, type ProcStat, statusNumber } from './proc-fs.js';

/** Resources a process has used so far and holds now. */
export interface ProcessCounters {
  readonly cpuMs: number;
  readonly rssBytes: number | null;
  readonly threads: number | null;
  /** Or why they could not be counted. */
  readonly files: OpenFiles | string;
}

export type ReadCounters = () => Promise<ProcessCounters>;

/** This process. CPU time and resident set come from Node, so they are known outside Linux too. */
export function ownCounters(fs: MonitorFs): ReadCounters {
  return async () => {
    const status = await fs.readFile('/proc/self/status', 'utf8').catch(() => '');
    const files = await filesOrReason(fs, '/proc/self/fd');
    const { user, system } = process.cpuUsage();
    return {
      cpuMs: (user + system) / 1000,
      rssBytes: process.memoryUsage.rss(),
      threads: statusNumber(status, 'Threads'),
      files,
    };
  };
}

/**
 * Another process of this machine, through /proc. The first reading stores its start time, so that later ones
 * do not mistake another process with the same pid for it.
 */
export function otherCounters(fs: MonitorFs, pid: number): ReadCounters {
  let startTicks: number | null = null;
  return async () => {
    const gone = startTicks === null ? `There is no process ${pid}.` : `Process ${pid} has ended.`;
    const status = await orEnded(gone, fs.readFile(`/proc/${pid}/status`, 'utf8'));
    const files = await filesOrReason(fs, `/proc/${pid}/fd`);
    // Last: the earlier readings belong to this process if it is still the same one now.
    const stat = parseStat(await orEnded(gone, fs.readFile(`/proc/${pid}/stat`, 'utf8')));
    startTicks ??= stat.startTicks;
    checkAlive(pid, stat, startTicks);
    const rssKib = statusNumber(status, 'VmRSS');
    return {
      cpuMs: stat.cpuMs,
      rssBytes: rssKib === null ? null : rssKib * 1024,
      threads: statusNumber(status, 'Threads'),
      files,
    };
  };
}

function checkAlive(pid: number, { state, startTicks }: ProcStat, expectedTicks: number): void {
  if (startTicks !== expectedTicks) {
    throw new ProcessEnded(`Process ${pid} has ended; its number belongs to another process now.`);
  }
  // A zombie is only waiting for its parent to collect it.
  if (state === 'Z' || state === 'X') throw new ProcessEnded(`Process ${pid} has ended.`);
}

async function orEnded(gone: string, reading: Promise<string>): Promise<string> {
  try {
    return await reading;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ESRCH') throw new ProcessEnded(gone);
    throw error;
  }
}

async function filesOrReason(fs: MonitorFs, folder: string): Promise<OpenFiles | string> {
  try {
    return await countOpenFiles(fs, folder);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EACCES' || code === 'EPERM') return 'the open files of another user may not be read';
    if (code === 'ENOENT') return 'there is no /proc to count open files in';
    return error instanceof Error ? error.message : String(error);
  }
}
